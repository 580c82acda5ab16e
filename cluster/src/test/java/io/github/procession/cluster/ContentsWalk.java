package io.github.procession.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Protocol.Command;

/** A random walk over arrays and objects of managers, whose locks are held at times. */
final class ContentsWalk extends Walk {
    ContentsWalk(Functions functions, long seed) {
        super(functions, seed);
    }

    @Override
    void step(String s, String t, boolean wait, String flag) {
        switch (random.nextInt(6)) {
            case 0 -> lock(s, t, wait, flag);
            case 1 -> unlock(s);
            case 2, 3 -> array(s);
            default -> contents(s);
        }
    }

    private byte[] element(String array) {
        long bits = random.nextLong();
        return switch (array) {
            case "ints" -> ByteBuffer.allocate(4).putInt((int) bits).array();
            case "floats" -> {
                float number = Float.intBitsToFloat((int) bits);
                yield ByteBuffer.allocate(4)
                        .putFloat(Float.isNaN(number) ? 0 : number)
                        .array();
            }
            case "longs" -> ByteBuffer.allocate(8).putLong(bits).array();
            default -> {
                double number = Double.longBitsToDouble(bits);
                yield ByteBuffer.allocate(8)
                        .putDouble(Double.isNaN(number) ? 0 : number)
                        .array();
            }
        };
    }

    /** Each array has numbers of one type. */
    private void array(String s) {
        String array = any(List.of("ints", "longs", "floats", "doubles"));
        int width = array.equals("ints") || array.equals("floats") ? Integer.BYTES : Long.BYTES;
        int index = random.nextInt(Model.ARRAY_BYTES / width);
        int offset = index * width;
        byte[] element = element(array);
        ByteBuffer several = ByteBuffer.allocate(width * random.nextInt(1, Model.ARRAY_BYTES / width - index + 1));
        while (several.hasRemaining()) {
            several.put(element(array));
        }
        byte[] bytes = several.array();
        switch (random.nextInt(4)) {
            case 0 -> call(s, () -> model.arraySet(array, offset, bytes), "array_set", array, offset, bytes);
            case 1 -> {
                boolean same = chance(70);
                byte[] expected = model.elements(array, offset, width).getBytes(StandardCharsets.ISO_8859_1);
                expected[width - 1] += (byte) (same ? 0 : 1);
                call(
                        s,
                        () -> model.arrayReplace(array, offset, same, element),
                        "array_replace",
                        array,
                        offset,
                        expected,
                        element);
            }
            default -> {
                long delta = DELTAS[random.nextInt(DELTAS.length)];
                switch (array) {
                    case "ints", "longs" -> {
                        long some = width == Integer.BYTES ? (int) (delta + random.nextInt()) : delta;
                        call(
                                s,
                                () -> model.arrayAdd(array, index, width, some),
                                "array_add",
                                array,
                                offset,
                                width,
                                some);
                    }
                    case "floats" ->
                        call(
                                s,
                                () -> model.arrayPlus(array, index, true, delta / 3.0f),
                                "array_plus",
                                array,
                                offset,
                                ByteBuffer.allocate(width)
                                        .putFloat(delta / 3.0f)
                                        .array());
                    default ->
                        call(
                                s,
                                () -> model.arrayPlus(array, index, false, delta / 3.0),
                                "array_plus",
                                array,
                                offset,
                                ByteBuffer.allocate(width)
                                        .putDouble(delta / 3.0)
                                        .array());
                }
            }
        }
        Object there = functions.read(Command.GETRANGE, "a:" + array, 0, -1);
        String all = model.elements(array, 0, Model.ARRAY_BYTES);
        check(all, there + "\0".repeat(all.length() - ((String) there).length()));
    }

    /** Contents whose lock others hold at times. */
    private void contents(String any) {
        String name = "again";
        String holder = model.holder(name);
        String s = holder != null && chance(60) ? holder : any;
        String thread = thread(name);
        String field = any(List.of("one", "two", "three"));
        String value = "value " + tickets;
        Map<String, String> entries = new LinkedHashMap<>(Map.of(field, value));
        if (chance(40)) {
            entries.put("two", "second " + value);
        }
        List<Object> fields = new ArrayList<>();
        entries.forEach((key, each) -> Collections.addAll(fields, key, each));
        List<String> values = List.copyOf(entries.values());
        boolean first = chance(50);
        int index = random.nextInt(-4, 4);
        String end = first ? "l" : "r";
        switch (random.nextInt(9)) {
            case 0, 1 ->
                call(
                        s,
                        () -> model.tablePut(s, name, thread, first, entries),
                        "keys_put",
                        arguments(fields, name, thread, first ? "1" : "0"));
            case 2 ->
                call(s, () -> model.tableAll(s, name, thread, entries), "keys_all", arguments(fields, name, thread));
            case 3 -> tableTake(s, name, thread, field);
            case 4 ->
                call(
                        s,
                        () -> model.listPut(s, name, thread, first, values),
                        "list_put",
                        arguments(values, name, thread, end));
            case 5 ->
                call(s, () -> model.listSet(s, name, thread, index, value), "list_set", name, thread, index, value);
            case 6 -> {
                if (call(s, () -> model.listTake(s, name, thread, first), "list_take", name, thread, end)
                                instanceof String taken
                        && chance(50)) {
                    List<String> back = List.of(taken);
                    call(s, () -> model.listPut(s, name, thread, first, back), "list_back", name, thread, end, taken);
                }
            }
            case 7 ->
                call(s, () -> model.listAll(s, name, thread, values), "list_all", arguments(values, name, thread));
            default -> {
                if (chance(30)) {
                    call(s, () -> model.clearContents(s, name, thread), "contents_clear", name, thread);
                }
            }
        }
        check(model.sequence(name), functions.read(Command.LRANGE, "o:" + name, 0, -1));
        TreeMap<Long, String> byPlace = new TreeMap<>();
        List<?> all = (List<?>) functions.read(Command.HGETALL, "k:" + name);
        for (int i = 0; i < all.size(); i += 2) {
            String[] parts = ((String) all.get(i + 1)).split(" ", 2);
            byPlace.put(Long.parseLong(parts[0]), all.get(i) + "=" + parts[1]);
        }
        List<String> expected = new ArrayList<>();
        model.table(name).forEach((key, each) -> expected.add(key + "=" + each));
        check(expected, List.copyOf(byPlace.values()));
    }

    /** Takes an entry, and at times gives it back, perhaps after somebody has put another one. */
    private void tableTake(String s, String name, String thread, String field) {
        Map<String, String> before = new LinkedHashMap<>(model.table(name));
        Object entry = functions.read(Command.HGET, "k:" + name, field);
        call(s, () -> model.tableTake(s, name, thread, field), "keys_take", name, thread, field);
        if (!(entry instanceof String) || chance(50)) {
            return;
        }
        if (chance(30)) {
            Map<String, String> other = Map.of(field, "other");
            call(s, () -> model.tablePut(s, name, thread, false, other), "keys_put", name, thread, "0", field, "other");
        }
        call(s, () -> model.tableBack(s, name, thread, field, before), "keys_back", name, thread, field, entry);
    }

    private static Object[] arguments(List<?> last, Object... first) {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(last);
        return all.toArray();
    }
}
