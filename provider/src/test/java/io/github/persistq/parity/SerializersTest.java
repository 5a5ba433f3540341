package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.upokecenter.cbor.CBORObject;
import io.github.persistq.Delivery;
import io.github.persistq.ItemState;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueOptions;
import io.github.persistq.Serializer;
import io.github.persistq.Serializers;
import io.github.persistq.StoredItem;
import io.github.persistq.UniqueScope;
import io.github.persistq.UnreadableItemException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** What items can be, and what other implementations of the formats read of them. */
@Parity("P22")
class SerializersTest extends StoreFixture {
    /** An order, with all that is hard to write. */
    record Order(
            String id, Instant placed, BigInteger big, byte[] picture, List<Line> lines, Map<String, Integer> counts) {}

    record Line(String article, int pieces, double price) {}

    record Parcel(String address, List<Integer> weights) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private static final BigInteger BIG = new BigInteger("18446744073709551615");
    private static final Order ORDER = new Order(
            "o1 \u00e4\u20ac\ud83d\ude00",
            Instant.parse("2026-11-24T21:00:00.123456789Z"),
            BIG,
            new byte[] {0, -1, 127, -128},
            List.of(new Line("coffee", 2, 3.5), new Line("tea", 1, 0.1)),
            new LinkedHashMap<>(Map.of("b", 2, "a", 1)));

    @Test
    void bringsBackWhatWasPut() {
        for (Serializer<Order> serializer : List.of(
                Serializers.json(Order.class), Serializers.messagePack(Order.class), Serializers.cbor(Order.class))) {
            PersistentQueue<Order> orders = store.queue("orders." + serializer.id(), serializer);
            orders.put(ORDER);

            Order back = orders.poll().orElseThrow().item();

            assertThat(back).usingRecursiveComparison().isEqualTo(ORDER);
        }
    }

    @Test
    void bringsBackTypesWithParametersBytesAndObjects() {
        PersistentQueue<Map<String, List<Integer>>> maps =
                store.queue("maps", Serializers.json(new TypeReference<Map<String, List<Integer>>>() {}.getType()));
        PersistentQueue<byte[]> raw = store.queue("raw", Serializers.bytes());
        PersistentQueue<Parcel> parcels = store.queue(
                "parcels",
                Serializers.java(
                        Parcel.class,
                        ObjectInputFilter.Config.createFilter("io.github.persistq.parity.*;java.base/*;!*")));
        maps.put(Map.of("a", List.of(1, 2)));
        raw.put(new byte[0]);
        raw.put(new byte[] {1, 2});
        parcels.put(new Parcel("here", new ArrayList<>(List.of(1, 2))));

        assertThat(maps.poll().orElseThrow().item()).isEqualTo(Map.of("a", List.of(1, 2)));
        assertThat(raw.poll().orElseThrow().item()).isEmpty();
        assertThat(raw.poll().orElseThrow().item()).containsExactly(1, 2);
        assertThat(parcels.poll().orElseThrow().item()).isEqualTo(new Parcel("here", List.of(1, 2)));
    }

    @Test
    void writesJsonThatGsonReadsAndReadsWhatGsonWrites() {
        Serializer<Order> json = Serializers.json(Order.class);

        JsonObject read =
                new Gson().fromJson(new String(json.toBytes(ORDER), StandardCharsets.UTF_8), JsonObject.class);
        read.addProperty("id", "other");
        Order back = json.fromBytes(new Gson().toJson(read).getBytes(StandardCharsets.UTF_8));

        assertThat(read.get("big").getAsBigInteger()).isEqualTo(BIG);
        assertThat(read.get("placed").getAsString()).isEqualTo("2026-11-24T21:00:00.123456789Z");
        assertThat(read.getAsJsonArray("lines")
                        .get(0)
                        .getAsJsonObject()
                        .get("pieces")
                        .getAsInt())
                .isEqualTo(2);
        assertThat(back.id()).isEqualTo("other");
        assertThat(back.picture()).isEqualTo(ORDER.picture());
        assertThat(back.placed()).isEqualTo(ORDER.placed());
    }

    @Test
    void writesMessagePackThatItsCoreReadsAndReadsWhatItWrites() throws Exception {
        Serializer<Order> messagePack = Serializers.messagePack(Order.class);

        Map<Value, Value> read = MessagePack.newDefaultUnpacker(messagePack.toBytes(ORDER))
                .unpackValue()
                .asMapValue()
                .map();
        Map<Value, Value> changed = new HashMap<>(read);
        changed.put(ValueFactory.newString("id"), ValueFactory.newString("other"));
        MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
        packer.packValue(ValueFactory.newMap(changed));
        Order back = messagePack.fromBytes(packer.toByteArray());

        assertThat(read.get(ValueFactory.newString("big")).asIntegerValue().asBigInteger())
                .isEqualTo(BIG);
        assertThat(read.get(ValueFactory.newString("picture")).asBinaryValue().asByteArray())
                .isEqualTo(ORDER.picture());
        assertThat(read.get(ValueFactory.newString("id")).asStringValue().asString())
                .isEqualTo(ORDER.id());
        assertThat(back.id()).isEqualTo("other");
        assertThat(back).usingRecursiveComparison().ignoringFields("id").isEqualTo(ORDER);
    }

    @Test
    void writesCborThatAnotherLibraryReadsAndReadsWhatItWrites() {
        Serializer<Order> cbor = Serializers.cbor(Order.class);

        CBORObject read = CBORObject.DecodeFromBytes(cbor.toBytes(ORDER));
        read.set("id", CBORObject.FromObject("other"));
        Order back = cbor.fromBytes(read.EncodeToBytes());

        assertThat(read.get("big").AsNumber().ToEInteger().toString()).isEqualTo(BIG.toString());
        assertThat(read.get("picture").GetByteString()).isEqualTo(ORDER.picture());
        assertThat(read.get("lines").get(1).get("article").AsString()).isEqualTo("tea");
        assertThat(back.id()).isEqualTo("other");
        assertThat(back).usingRecursiveComparison().ignoringFields("id").isEqualTo(ORDER);
    }

    @Test
    @Parity({"P22", "P6"})
    void knowsEqualMapsWhateverTheOrderOfTheirKeys() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", new LinkedHashMap<>(Map.of("c", 1)));
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", new LinkedHashMap<>(Map.of("c", 1)));
        other.put("a", 1);
        PersistentQueue<Map<String, Object>> unique = store.queue(
                "unique",
                Serializers.json(new TypeReference<Map<String, Object>>() {}.getType()),
                QueueOptions.DEFAULT.unique(UniqueScope.UNSETTLED));

        unique.put(one);

        assertThat(unique.put(other).duplicate()).isTrue();
    }

    @Test
    void recordsTheFormatAndRefusesAnotherOne() {
        put("a");

        assertThatThrownBy(() -> store.queue("orders", Serializers.json(String.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'utf8'")
                .hasMessageContaining("'json'")
                .hasMessageContaining("drop the queue");
        if (isDurable()) {
            reopen();
            assertThatThrownBy(() -> store.queue("orders", Serializers.bytes()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void makesADeadLetterOfWhatItCannotRead() throws Exception {
        PersistentQueue<Map<String, String>> strict = store.queue(
                "strict", new Picky(Serializers.json(new TypeReference<Map<String, String>>() {}.getType())));
        strict.put(Map.of("poison", "x"));
        strict.put(Map.of("good", "x"));

        assertThat(strict.browse(Set.of(ItemState.READY)).toList())
                .satisfies(items -> assertThatThrownBy(items.get(0)::item).isInstanceOf(UnreadableItemException.class))
                .hasSize(2);
        Delivery<Map<String, String>> good = strict.take();

        assertThat(good.item()).containsKey("good");
        good.ack();
        assertThat(strict.stats().unsettled()).isZero();
        StoredItem<String> dead =
                store.queue("DLQ.strict", Serializers.utf8()).peek().orElseThrow();
        assertThat(dead.item()).isEqualTo("{\"poison\":\"x\"}");
        assertThat(dead.properties()).containsEntry("JMS_PERSISTQ_REASON", "unreadable");
        assertThat(dead.properties().get("JMS_PERSISTQ_ERROR").toString()).contains("poison is not read");
    }

    @Test
    void keepsADeadLetterThatCannotBeRead() {
        put("not json");
        queue.poll().orElseThrow().fail("no");
        PersistentQueue<Integer> wrong = store.queue("DLQ.orders", Serializers.json(Integer.class));

        assertThat(wrong.poll()).isEmpty();

        assertThat(wrong.stats().unsettled()).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotWrite() {
        assertThatThrownBy(() -> queue.put("\ud800"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
        PersistentQueue<Object> objects = store.queue("objects", Serializers.json(Object.class));
        assertThatThrownBy(() -> objects.put(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
        assertThat(objects.stats().unsettled()).isZero();
    }

    @Test
    void makesNoObjectsThatTheFilterRefuses() {
        PersistentQueue<Parcel> open =
                store.queue("parcels", Serializers.java(Parcel.class, info -> ObjectInputFilter.Status.ALLOWED));
        open.put(new Parcel("here", new ArrayList<>()));
        PersistentQueue<Parcel> closed =
                store.queue("parcels", Serializers.java(Parcel.class, info -> ObjectInputFilter.Status.REJECTED));

        assertThat(closed.poll()).isEmpty();

        assertThat(store.queue("DLQ.parcels", Serializers.java(Parcel.class, info -> ObjectInputFilter.Status.ALLOWED))
                        .poll()
                        .orElseThrow()
                        .item()
                        .address())
                .isEqualTo("here");
    }

    /** Reads all but poison. */
    private record Picky(Serializer<Map<String, String>> json) implements Serializer<Map<String, String>> {
        @Override
        public String id() {
            return "picky";
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public byte[] toBytes(Map<String, String> item) {
            return json.toBytes(item);
        }

        @Override
        public Map<String, String> fromBytes(byte[] bytes) {
            Map<String, String> item = json.fromBytes(bytes);
            if (item.containsKey("poison")) {
                throw new IllegalArgumentException("poison is not read");
            }
            return item;
        }
    }
}
