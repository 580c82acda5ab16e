package io.github.procession.thirdparty;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import com.google.gson.reflect.TypeToken;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

final class JsonValues {
    private JsonValues() {}

    static List<Sample> samples() {
        Samples jackson = new Samples("Jackson");
        jackson.add("ObjectNode", () -> read("{\"a\": [1, 2.5, null, true], \"b\": {\"c\": \"d\"}}"))
                .add("ArrayNode", () -> read("[1, [2]]"))
                .add("TextNode", () -> TextNode.valueOf("x"))
                .add("IntNode", () -> IntNode.valueOf(5))
                .add("LongNode", () -> LongNode.valueOf(1L << 40))
                .add("DoubleNode", () -> DoubleNode.valueOf(1.5))
                .add(
                        "DecimalNode",
                        () -> DecimalNode.valueOf(new BigDecimal("1.50")),
                        n -> ((JsonNode) n).doubleValue())
                .text("BigIntegerNode", () -> BigIntegerNode.valueOf(java.math.BigInteger.TEN))
                .add("BooleanNode", BooleanNode::getTrue)
                .add("NullNode", NullNode::getInstance)
                .text("BinaryNode", () -> BinaryNode.valueOf(new byte[] {1, 2}))
                .text("POJONode", () -> new POJONode("x"))
                .add("ObjectMapper", ObjectMapper::new, m -> write((ObjectMapper) m))
                .add("ObjectMapper, used", JsonValues::used, m -> write((ObjectMapper) m))
                .refused("ObjectReader", () -> new ObjectMapper().readerFor(List.class), "it contains itself")
                .refused("ObjectWriter", () -> new ObjectMapper().writer(), "it contains itself")
                .add("JsonNodeFactory", () -> JsonNodeFactory.instance, f -> ((JsonNodeFactory) f).numberNode(5))
                .add("JavaType", () -> TypeFactory.defaultInstance().constructCollectionType(List.class, String.class))
                .add(
                        "JavaType of a map",
                        () -> new ObjectMapper()
                                .constructType(new TypeReference<Map<String, List<Integer>>>() {}.getType()))
                .add("JsonPointer", () -> JsonPointer.compile("/a/b"))
                .add("Version", () -> new Version(1, 2, 3, "x", "g", "a"))
                .add(
                        "PropertyNamingStrategies.SNAKE_CASE",
                        () -> PropertyNamingStrategies.SNAKE_CASE,
                        s -> s.getClass())
                .add(
                        "JsonParseException",
                        JsonValues::failure,
                        e -> ((JsonProcessingException) e).getOriginalMessage());
        Samples gson = new Samples("Gson");
        gson.add("JsonArray", () -> JsonParser.parseString("[1, \"x\", null]"))
                .add("JsonPrimitive", () -> new JsonPrimitive(5))
                .add("JsonPrimitive of text", () -> new JsonPrimitive("x"))
                .add("JsonNull", () -> JsonNull.INSTANCE)
                .refused("JsonObject", () -> JsonParser.parseString("{\"a\": 1}"), "does not fit")
                .refused("JsonObject in an array", () -> JsonParser.parseString("[{\"a\": 1}]"), "does not fit")
                .add("Map of fromJson", () -> new Gson().fromJson("{\"a\": 1.0}", Map.class))
                .add(
                        "JsonObject.asMap",
                        () -> JsonParser.parseString("{\"a\": 1}")
                                .getAsJsonObject()
                                .asMap())
                .refused(
                        "JsonObject.keySet",
                        () -> JsonParser.parseString("{\"a\": 1}")
                                .getAsJsonObject()
                                .keySet(),
                        "does not fit")
                .add(
                        "JsonArray.asList",
                        () -> JsonParser.parseString("[1]").getAsJsonArray().asList())
                .add("LazilyParsedNumber", () -> new Gson().fromJson("15", JsonElement.class))
                .add("TypeToken", () -> new TypeToken<List<String>>() {})
                .refused("Gson", Gson::new, "is a thread-local variable")
                .text("JsonSyntaxException", () -> new JsonSyntaxException("x"));
        jackson.list().addAll(gson.list());
        return jackson.list();
    }

    private static JsonNode read(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object failure() {
        try {
            return new ObjectMapper().readTree("{,");
        } catch (JsonProcessingException e) {
            return e;
        }
    }

    private static ObjectMapper used() {
        ObjectMapper mapper = new ObjectMapper();
        write(mapper);
        return mapper;
    }

    record Point(int x, int y) {}

    private static Object write(ObjectMapper mapper) {
        try {
            String text = mapper.writeValueAsString(new Point(1, 2));
            return mapper.readValue(text, Point.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object readWith(ObjectReader reader) {
        try {
            return reader.readValue("[1]");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object writeWith(ObjectWriter writer) {
        try {
            return writer.writeValueAsString(List.of(1));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
