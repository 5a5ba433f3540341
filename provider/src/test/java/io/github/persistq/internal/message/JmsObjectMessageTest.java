package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JmsObjectMessageTest {
    private static final String OUR_PACKAGE = "io.github.persistq.internal.message";

    private final JmsObjectMessage message = MessageFactory.object(Trust.JDK_VALUES);

    static Stream<Object> jdkValues() {
        return Stream.of(
                true,
                (byte) 1,
                (short) 2,
                'c',
                3,
                4L,
                5f,
                6d,
                "text",
                BigInteger.TEN,
                new BigDecimal("1.50"),
                RoundingMode.UP,
                TimeUnit.DAYS,
                Instant.EPOCH,
                LocalDate.EPOCH,
                Duration.ofDays(1),
                ZonedDateTime.parse("2026-01-02T03:04:05+01:00[Europe/Paris]"),
                new Date(0),
                new GregorianCalendar(TimeZone.getTimeZone("Europe/Paris"), Locale.ROOT),
                new java.sql.Timestamp(1),
                UUID.randomUUID(),
                URI.create("urn:x"),
                Locale.FRANCE,
                Currency.getInstance("EUR"),
                BitSet.valueOf(new long[] {5}),
                List.of(1, 2, 3),
                Set.of("a", "b"),
                Map.of("a", 1, "b", List.of()),
                Arrays.asList(1, "x", null),
                new ArrayList<>(List.of(new HashMap<>(Map.of(1, new Date(1))))),
                new LinkedList<>(List.of("x")),
                new HashSet<>(List.of(1, 2)),
                new LinkedHashMap<>(Map.of("k", "v")),
                new TreeMap<>(Map.of("k", BigInteger.ONE)),
                new Vector<>(List.of(1)),
                new Properties(),
                new ConcurrentHashMap<>(Map.of("k", 1)),
                new CopyOnWriteArrayList<>(List.of(1)),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
                EnumSet.of(TimeUnit.DAYS),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.emptyMap(),
                Map.entry("k", "v").getKey(),
                new int[] {1, 2},
                new byte[100_000],
                new Object[] {1, "x", new long[] {3}},
                new String[][] {{"a"}, {}});
    }

    @ParameterizedTest
    @MethodSource("jdkValues")
    void carriesValuesOfTheJdkWithoutAnyTrust(Object value) throws Exception {
        message.setObject((Serializable) value);

        assertThat((Object) Messages.received(message).getObject()).isEqualTo(value);
    }

    @Test
    void carriesTreesWithNaturalOrderAndQueues() throws Exception {
        TreeMap<String, Integer> tree = new TreeMap<>(Collections.reverseOrder());
        tree.put("a", 1);
        tree.put("b", 2);
        message.setObject(new ArrayList<>(List.of(tree, new ArrayDeque<>(List.of(1, 2)))));

        List<?> received = (List<?>) Messages.received(message).getObject();

        assertThat(received.get(0)).isEqualTo(tree);
        assertThat((ArrayDeque<?>) received.get(1)).hasSize(2);
    }

    @Test
    void carriesLargeCollections() throws Exception {
        Map<Integer, String> map = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            map.put(i, "v" + i % 7);
        }
        message.setObject(new ArrayList<>(List.of(map, new HashSet<>(map.keySet()), new ArrayDeque<>(map.values()))));

        List<?> received = (List<?>) Messages.received(message).getObject();

        assertThat(received.get(0)).isEqualTo(map);
        assertThat(received.get(1)).isEqualTo(map.keySet());
    }

    @Test
    void keepsNullAsTheObject() throws Exception {
        assertThat((Object) Messages.received(message).getObject()).isNull();

        message.setObject(null);

        assertThat((Object) Messages.received(message).getObject()).isNull();
    }

    @Test
    void namesTheClassThatIsNotTrustedAndTheOption() throws Exception {
        message.setObject(new Parcel("p", null));
        JmsObjectMessage received = Messages.received(message);

        assertThatThrownBy(received::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining(Parcel.class.getName())
                .hasMessageContaining("trustedPackages=" + OUR_PACKAGE);
    }

    @Test
    void findsAnUntrustedClassInsideOfTrustedOnes() throws Exception {
        message.setObject(new ArrayList<>(List.of(Map.of("k", new Parcel[] {null}))));
        JmsObjectMessage received = Messages.received(message);

        assertThatThrownBy(received::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining(Parcel.class.getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OUR_PACKAGE,
                "io.github.persistq",
                "*",
                "com.acme, io.github.persistq.",
                "io.github.persistq.internal.*,com.acme"
            })
    void readsClassesOfTrustedPackagesAndTheirSubPackages(String trusted) throws Exception {
        message.setObject(new Parcel("p", new Parcel("inner", List.of(1))));

        Parcel received =
                (Parcel) Messages.received(message, 1, Trust.parse(trusted)).getObject();

        assertThat(received.label).isEqualTo("p");
        assertThat(((Parcel) received.content).content).isEqualTo(List.of(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " , ", "io.github.persist", "com.acme", OUR_PACKAGE + ".sub"})
    void doesNotTrustAPackageForSharingThePrefixOfItsName(String trusted) throws Exception {
        message.setObject(new Parcel("p", null));
        JmsObjectMessage received = Messages.received(message, 1, Trust.parse(trusted));

        assertThatThrownBy(received::getObject).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void rejectsClassesOfTheJdkThatAreNotValues() throws Exception {
        InvocationHandler handler = (InvocationHandler & Serializable) (proxy, method, args) -> null;
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Comparable.class, Serializable.class}, handler);
        for (Serializable each : List.of((Serializable) proxy, new IllegalStateException("x"), new java.io.File("x"))) {
            message.setObject(each);
            JmsObjectMessage received = Messages.received(message);

            assertThatThrownBy(received::getObject).isInstanceOf(MessageFormatException.class);
        }
    }

    @Test
    void letsTheApplicationReadWhatItSetItself() throws Exception {
        message.setObject(new Parcel("mine", null));

        assertThat(((Parcel) message.getObject()).label).isEqualTo("mine");
    }

    @Test
    void filtersAgainOnceAReceivedMessageIsSent() throws Exception {
        message.setObject(new Parcel("p", null));

        JmsObjectMessage again = Messages.received(Messages.received(message));

        assertThatThrownBy(again::getObject).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void capturesTheObjectWhenItIsSet() throws Exception {
        ArrayList<Integer> list = new ArrayList<>(List.of(1));
        message.setObject(list);

        list.add(2);

        assertThat((Object) message.getObject()).isEqualTo(List.of(1));
    }

    @Test
    void givesACopyWithEachRead() throws Exception {
        message.setObject(new ArrayList<>(List.of(1)));

        assertThat((Object) message.getObject()).isNotSameAs(message.getObject());
    }

    @Test
    void namesTheClassThatCannotBeSerialized() {
        assertThatThrownBy(() -> message.setObject(new ArrayList<>(List.of(new Thread()))))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("java.lang.Thread")
                .hasCauseInstanceOf(NotSerializableException.class);
    }

    @Test
    void rejectsObjectsThatAreNestedTooDeeply() throws Exception {
        ArrayList<Object> nested = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            nested = new ArrayList<>(List.of(nested));
        }
        message.setObject(nested);
        JmsObjectMessage received = Messages.received(message);

        assertThatThrownBy(received::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("the limit is 100");
    }

    @Test
    void rejectsAnArrayThatIsLargerThanItsBytesAllow() throws Exception {
        message.setObject(new int[] {1, 2, 3});
        EncodedMessage stored = message.encode();
        byte[] body = stored.body().toArray();
        int lengthAt = body.length - 4 * Integer.BYTES;
        body[lengthAt] = 0x7F;

        JmsObjectMessage received = (JmsObjectMessage)
                MessageCodec.decode(stored.head(), io.github.persistq.spi.Bytes.wrap(body), 1, Trust.ALL);

        assertThatThrownBy(received::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("claims an array");
    }

    @Test
    void loadsClassesThroughTheContextClassLoaderFirst() throws Exception {
        message.setObject(new Parcel("p", null));
        JmsObjectMessage received = Messages.received(message, 1, Trust.ALL);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader application = new OwnParcelLoader();

        Object object;
        try {
            thread.setContextClassLoader(application);
            object = received.getObject();
        } finally {
            thread.setContextClassLoader(before);
        }

        assertThat(object.getClass().getName()).isEqualTo(Parcel.class.getName());
        assertThat(object.getClass().getClassLoader()).isSameAs(application);
    }

    @Test
    void loadsClassesThroughItsOwnLoaderWithoutAContextClassLoader() throws Exception {
        message.setObject(new Parcel("p", new int[0]));
        JmsObjectMessage received = Messages.received(message, 1, Trust.ALL);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();

        try {
            thread.setContextClassLoader(null);
            assertThat((Object) received.getObject()).isInstanceOf(Parcel.class);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void reportsWhatTheObjectsOwnCodeThrows() throws Exception {
        message.setObject(new Bomb());
        JmsObjectMessage received = Messages.received(message, 1, Trust.ALL);

        assertThatThrownBy(received::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("boom");
    }

    @Test
    void isReadOnlyOnceItWasReceived() throws Exception {
        JmsObjectMessage received = Messages.received(message);

        assertThatThrownBy(() -> received.setObject(1)).isInstanceOf(MessageNotWriteableException.class);
    }

    @Test
    void isEmptyAndWriteableAfterClearBody() throws Exception {
        message.setObject(1);
        JmsObjectMessage received = Messages.received(message);

        received.clearBody();

        assertThat((Object) received.getObject()).isNull();
        received.setObject(new Parcel("mine", null));
        assertThat((Object) received.getObject()).isInstanceOf(Parcel.class);
    }

    @Test
    void givesItsBodyAsAnyClassOfTheObject() throws Exception {
        message.setObject(7);
        JmsObjectMessage received = Messages.received(message);

        assertThat(received.isBodyAssignableTo(Number.class)).isTrue();
        assertThat(received.getBody(Integer.class)).isEqualTo(7);
        assertThat(received.getBody(Serializable.class)).isEqualTo(7);
    }

    @Test
    void refusesItsBodyAsAnotherClass() throws Exception {
        message.setObject(7);

        assertThat(message.isBodyAssignableTo(String.class)).isFalse();
        assertThatThrownBy(() -> message.getBody(String.class)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void givesNullAsAnyClassWhenItHasNoObject() throws Exception {
        assertThat(message.isBodyAssignableTo(String.class)).isTrue();
        assertThat(message.getBody(String.class)).isNull();
    }

    @Test
    void throwsFromGetBodyWhenTheObjectCannotBeRead() throws JMSException {
        message.setObject(new Parcel("p", null));
        JmsObjectMessage received = Messages.received(message);

        assertThatThrownBy(() -> received.getBody(Object.class)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> received.isBodyAssignableTo(Object.class)).isInstanceOf(MessageFormatException.class);
    }

    /** Throws while it is read. */
    private static final class Bomb implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("boom");
        }
    }

    /** Defines its own copy of {@link Parcel}, as an application's loader would. */
    private static final class OwnParcelLoader extends ClassLoader {
        OwnParcelLoader() {
            super(OwnParcelLoader.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Parcel.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = Parcel.class.getResourceAsStream("Parcel.class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
