package io.github.procession.ipc.codec;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Serializer of the lists and sets of {@code List.of}, {@code Set.of} and {@code Stream.toList}. */
final class ImmutableCollectionSerializer extends GraphSerializer {
    private static final byte SET = 0;
    private static final byte LIST = 1;
    /** As {@code Stream.toList} makes them; they also answer {@code contains(null)} without an exception. */
    private static final byte LIST_WITH_NULLS = 2;

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        kryo.references().enterLate();
        Object[] elements = ((Collection<?>) object).toArray();
        output.writeByte(object instanceof List<?> list ? listKind(list, elements) : SET);
        output.writeVarInt(elements.length, true);
        if (elements.length != 0) {
            Elements.write(kryo, output, elements, 0, elements.length, 1);
        }
        kryo.references().leaveLate();
    }

    private static byte listKind(List<?> list, Object[] elements) {
        for (Object element : elements) {
            if (element == null) {
                return LIST_WITH_NULLS;
            }
        }
        // Of all lists, copyOf returns only those as they are that were made to hold no null.
        return isSubList(list) || List.copyOf(list) == list ? LIST : LIST_WITH_NULLS;
    }

    private static boolean isSubList(List<?> list) {
        return list.getClass() == SUB_LIST;
    }

    /** Class of a sublist of an immutable list. */
    static final Class<?> SUB_LIST = List.of(1, 2, 3).subList(0, 2).getClass();

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        byte kind = input.readByte();
        Object[] elements = new Object[input.readSize(1)];
        if (elements.length != 0) {
            Elements.Reader reader = Elements.reader(kryo, input);
            for (int i = 0; i < elements.length; i++) {
                elements[i] = reader.next();
            }
        }
        return switch (kind) {
            case SET -> set(kryo, elements);
            case LIST -> List.of(elements);
            default -> Arrays.stream(elements).toList();
        };
    }

    private static Set<Object> set(GraphKryo kryo, Object[] elements) {
        Set<Object> different = Set.copyOf(Arrays.asList(elements));
        Completion.requireAll(Set.class, elements.length, different.size());
        kryo.completion.requireAll(different, elements);
        return different;
    }

    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        return holder instanceof List<?> list && listKind(list, list.toArray()) == LIST_WITH_NULLS;
    }

    @Override
    String step(Object holder, Object part) {
        return CollectionSerializer.indexStep((Collection<?>) holder, part);
    }
}
