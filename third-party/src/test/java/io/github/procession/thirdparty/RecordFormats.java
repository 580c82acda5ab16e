package io.github.procession.thirdparty;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int64Value;
import com.google.protobuf.ListValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.Value;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.joda.time.DateTime;
import org.joda.time.DateTimeFieldType;
import org.joda.time.DateTimeZone;
import org.joda.time.Days;
import org.joda.time.DurationFieldType;
import org.joda.time.Instant;
import org.joda.time.Interval;
import org.joda.time.LocalDate;
import org.joda.time.LocalDateTime;
import org.joda.time.LocalTime;
import org.joda.time.MonthDay;
import org.joda.time.MutableDateTime;
import org.joda.time.Period;
import org.joda.time.PeriodType;
import org.joda.time.YearMonth;
import org.joda.time.chrono.BuddhistChronology;
import org.joda.time.chrono.ISOChronology;
import org.joda.time.format.DateTimeFormat;
import org.joda.time.format.DateTimeFormatter;

final class RecordFormats {
    private static final String SCHEMA = """
        {"type": "record", "name": "Person", "fields": [
          {"name": "name", "type": "string"}, {"name": "tags", "type": {"type": "array", "items": "string"}}]}
        """;

    private RecordFormats() {}

    static List<Sample> samples() {
        Samples protobuf = new Samples("protobuf");
        protobuf.add(
                        "Timestamp",
                        () -> Timestamp.newBuilder().setSeconds(5).setNanos(6).build())
                .add(
                        "Duration",
                        () -> com.google.protobuf.Duration.newBuilder()
                                .setSeconds(5)
                                .build())
                .add("StringValue", () -> StringValue.of("x"))
                .add("Int64Value", () -> Int64Value.of(5))
                .add(
                        "Struct",
                        () -> Struct.newBuilder()
                                .putFields(
                                        "a",
                                        Value.newBuilder().setNumberValue(1).build())
                                .build())
                .add(
                        "ListValue",
                        () -> ListValue.newBuilder()
                                .addValues(Value.newBuilder().setStringValue("x"))
                                .build())
                .add("Any", () -> Any.pack(StringValue.of("x")))
                .add("FieldMask", () -> FieldMask.newBuilder().addPaths("a.b").build())
                .add("Empty", Empty::getDefaultInstance)
                .add("ByteString", () -> ByteString.copyFromUtf8("text"))
                .add(
                        "ByteString, a rope",
                        () -> ByteString.copyFrom(new byte[200]).concat(ByteString.copyFrom(new byte[300])))
                .add(
                        "ByteString.substring",
                        () -> ByteString.copyFromUtf8("text").substring(1, 3))
                .add(
                        "ByteString of a buffer",
                        () -> UnsafeByteOperations.unsafeWrap(ByteBuffer.wrap(new byte[] {1, 2})))
                .add(
                        "FileDescriptorProto",
                        () -> Timestamp.getDescriptor().getFile().toProto());
        Samples avro = new Samples("Avro");
        avro.add("Schema", RecordFormats::schema)
                .add(
                        "Schema of SchemaBuilder",
                        () -> SchemaBuilder.record("R")
                                .fields()
                                .requiredInt("i")
                                .endRecord())
                .add("Schema of an enum", () -> Schema.createEnum("E", null, null, List.of("A", "B")))
                .add("GenericData.Record", RecordFormats::person)
                .add("GenericData.Array", () -> person().get("tags"))
                .add(
                        "GenericData.EnumSymbol",
                        () -> new GenericData.EnumSymbol(Schema.createEnum("E", null, null, List.of("A", "B")), "B"))
                .add(
                        "GenericData.Fixed",
                        () -> new GenericData.Fixed(Schema.createFixed("F", null, null, 2), new byte[] {1, 2}))
                .add("Utf8", () -> new Utf8("text"));
        Samples joda = new Samples("Joda-Time");
        joda.add("DateTime", () -> new DateTime(1_000_000L, DateTimeZone.UTC))
                .add("DateTime of a zone", () -> new DateTime(1_000_000L, DateTimeZone.forID("Europe/Berlin")))
                .add("MutableDateTime", () -> new MutableDateTime(1_000_000L, DateTimeZone.UTC))
                .add("Instant", () -> new Instant(5))
                .add("LocalDate", () -> new LocalDate(2026, 11, 28))
                .add("LocalTime", () -> new LocalTime(10, 30))
                .add("LocalDateTime", () -> new LocalDateTime(2026, 11, 28, 10, 30))
                .add("YearMonth", () -> new YearMonth(2026, 11))
                .add("MonthDay", () -> new MonthDay(11, 28))
                .add("Duration", () -> org.joda.time.Duration.standardDays(2))
                .add("Period", () -> Period.days(2).withHours(3))
                .add("Days", () -> Days.days(3))
                .add("Interval", () -> new Interval(1, 5, DateTimeZone.UTC))
                .add("DateTimeZone", () -> DateTimeZone.forID("Asia/Tokyo"))
                .add("DateTimeZone.forOffsetHours", () -> DateTimeZone.forOffsetHours(3))
                .add("ISOChronology", ISOChronology::getInstanceUTC)
                .add("BuddhistChronology", BuddhistChronology::getInstanceUTC)
                .add("PeriodType", PeriodType::yearMonthDay)
                .add("DateTimeFieldType", DateTimeFieldType::dayOfMonth)
                .add("DurationFieldType", DurationFieldType::days)
                .add(
                        "DateTimeFormatter",
                        () -> DateTimeFormat.forPattern("yyyy-MM"),
                        f -> ((DateTimeFormatter) f).print(new LocalDate(2026, 11, 28)));
        protobuf.list().addAll(avro.list());
        protobuf.list().addAll(joda.list());
        return protobuf.list();
    }

    private static Schema schema() {
        return new Schema.Parser().parse(SCHEMA);
    }

    private static GenericData.Record person() {
        Schema schema = schema();
        GenericData.Record person = new GenericData.Record(schema);
        person.put("name", new Utf8("Ada"));
        person.put("tags", new GenericData.Array<>(schema.getField("tags").schema(), List.of(new Utf8("x"))));
        return person;
    }
}
