package io.github.persistq.jndi;

import static io.github.persistq.jndi.ContextFixture.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.InvalidNameException;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a context finds and lists. */
@Timeout(60)
@SuppressWarnings("BanJNDI") // JNDI is what is tested.
class LookupTest {
    private static final String URL = "persistq:memory:lookup-test";

    @Test
    void readsThePropertiesFileOfTheClassPathAndMessagesFlow(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("jndi.properties"), """
                java.naming.factory.initial = io.github.persistq.jndi.PersistqInitialContextFactory
                java.naming.provider.url = persistq:memory:lookup-file
                queue.orders = shop.orders
                """);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            Context context = new InitialContext();
            ConnectionFactory factory = (ConnectionFactory) context.lookup("ConnectionFactory");
            Queue orders = (Queue) context.lookup("orders");

            try (JMSContext jms = factory.createContext()) {
                jms.createProducer().send(orders, "tea");

                assertThat(jms.createConsumer(jms.createQueue("shop.orders")).receiveBody(String.class, 5000))
                        .isEqualTo("tea");
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void bindsTheUsualFactoriesToTheProvidersUrl() throws NamingException {
        Context context = context(Context.PROVIDER_URL, URL);

        for (String name : List.of("ConnectionFactory", "QueueConnectionFactory", "TopicConnectionFactory")) {
            assertThat(((PersistqConnectionFactory) context.lookup(name)).getUrl())
                    .isEqualTo(URL);
        }
        assertThat(((PersistqXAConnectionFactory) context.lookup("XAConnectionFactory")).getUrl())
                .isEqualTo(URL);
    }

    @Test
    void bindsFactoriesToTheirOwnUrlOrElseToTheProviders() throws NamingException {
        String other = "persistq:memory:other";
        Context context = context(
                Context.PROVIDER_URL,
                URL,
                "connectionFactory.own",
                other,
                "connectionFactory.providers",
                "",
                "xaConnectionFactory.ownXa",
                " " + other + " ",
                "connectionFactory.ConnectionFactory",
                other);

        assertThat(((PersistqConnectionFactory) context.lookup("own")).getUrl()).isEqualTo(other);
        assertThat(((PersistqConnectionFactory) context.lookup("providers")).getUrl())
                .isEqualTo(URL);
        assertThat(((PersistqXAConnectionFactory) context.lookup("ownXa")).getUrl())
                .isEqualTo(other);
        assertThat(((PersistqConnectionFactory) context.lookup("ConnectionFactory")).getUrl())
                .isEqualTo(other);
    }

    @Test
    void bindsDestinationsByTheirNamesInTheStore() throws Exception {
        Context context = context("queue.in", "shop.orders", "topic.prices.nyse", "quotes", "QUEUE.loud", "x");

        assertThat(((Queue) context.lookup("in")).getQueueName()).isEqualTo("shop.orders");
        assertThat(((Topic) context.lookup("prices.nyse")).getTopicName()).isEqualTo("quotes");
        assertThat(((Queue) context.lookup(new CompositeName("loud"))).getQueueName())
                .isEqualTo("x");
        assertThat(context.lookup("in")).isSameAs(context.lookup("in"));
        assertThat(context.lookupLink("in")).isSameAs(context.lookup("in"));
    }

    @Test
    void findsAnyDestinationUnderTheDynamicNames() throws Exception {
        Context context = context();

        assertThat(((Queue) context.lookup("dynamicQueues/a")).getQueueName()).isEqualTo("a");
        assertThat(((Topic) context.lookup("dynamicTopics/a/b.c")).getTopicName())
                .isEqualTo("a/b.c");
        assertThat(((Queue) ((Context) context.lookup("dynamicQueues")).lookup("a")).getQueueName())
                .isEqualTo("a");
        assertThatThrownBy(() -> context.lookup("dynamicQueues/" + "q".repeat(513)))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("512");
    }

    @Test
    void makesSubContextsOfSlashes() throws Exception {
        Context context = context("queue.jms/shop/orders", "o", "topic.jms/prices", "p");

        Context jms = (Context) context.lookup("jms");
        Context shop = (Context) jms.lookup("shop");

        assertThat(((Queue) context.lookup("jms/shop/orders")).getQueueName()).isEqualTo("o");
        assertThat(shop.lookup("orders")).isSameAs(context.lookup("jms/shop/orders"));
        assertThat(shop.getNameInNamespace()).isEqualTo("jms/shop");
        assertThat(((Context) shop.lookup("")).getNameInNamespace()).isEqualTo("jms/shop");
        assertThatThrownBy(() -> shop.lookup("bills"))
                .isInstanceOf(NameNotFoundException.class)
                .hasMessageContaining("'bills' in 'jms/shop'")
                .hasMessageContaining("bound are orders");
    }

    @Test
    void tellsForUnknownNamesWhatIsBound() throws NamingException {
        Context context = context(Context.PROVIDER_URL, URL, "queue.jms/orders", "o");

        NamingException unknown = catchThrowableOfType(NameNotFoundException.class, () -> context.lookup("jms/order"));

        assertThat(unknown)
                .hasMessageContaining("'jms/order'")
                .hasMessageContaining("ConnectionFactory, ")
                .hasMessageContaining("dynamicQueues/NAME, dynamicTopics/NAME, jms/orders");
        assertThat(unknown.getRemainingName()).isEqualTo(new CompositeName("jms/order"));
        assertThatThrownBy(() -> context.lookup("jms/orders/below")).isInstanceOf(NameNotFoundException.class);
    }

    @Test
    void listsNamesAndBindings() throws Exception {
        Context context = context("queue.orders", "o", "topic.jms/prices", "p");

        List<NameClassPair> pairs = Collections.list(context.list(""));
        List<Binding> bindings = Collections.list(context.listBindings("jms"));

        assertThat(pairs)
                .extracting(NameClassPair::getName)
                .containsExactly("dynamicQueues", "dynamicTopics", "jms", "orders");
        assertThat(pairs.get(2).getClassName()).isEqualTo(Context.class.getName());
        assertThat(pairs.get(3).getClassName())
                .isEqualTo(context.lookup("orders").getClass().getName());
        assertThat(bindings).hasSize(1);
        assertThat(bindings.get(0).getName()).isEqualTo("prices");
        assertThat(bindings.get(0).getObject()).isSameAs(context.lookup("jms/prices"));
        assertThat(Collections.list(context.listBindings(""))).anySatisfy(binding -> {
            assertThat(binding.getName()).isEqualTo("jms");
            assertThat(((Context) binding.getObject()).getNameInNamespace()).isEqualTo("jms");
        });
        assertThat(context.list("dynamicQueues").hasMore()).isFalse();
        assertThatThrownBy(() -> context.list("orders"))
                .isInstanceOf(NotContextException.class)
                .hasMessageContaining("'orders' is a ");
        assertThatThrownBy(() -> context.list("nothing")).isInstanceOf(NameNotFoundException.class);
    }

    @Test
    void parsesAndComposesCompositeNames() throws Exception {
        Context context = context();

        assertThat(context.getNameParser("").parse("a/b")).isEqualTo(new CompositeName("a/b"));
        assertThat(((Context) context.lookup("")).composeName("c", "a/b")).isEqualTo("a/b/c");
        assertThat(context.getNameInNamespace()).isEmpty();
    }

    @Test
    void refusesToWrite() throws Exception {
        Context context = (Context) context("queue.orders", "o").lookup("");
        CompositeName name = new CompositeName("x");
        List<ThrowingCallable> writes = List.of(
                () -> context.bind("x", "y"),
                () -> context.bind(name, "y"),
                () -> context.rebind("x", "y"),
                () -> context.rebind(name, "y"),
                () -> context.unbind("x"),
                () -> context.unbind(name),
                () -> context.rename("x", "y"),
                () -> context.rename(name, name),
                () -> context.createSubcontext("x"),
                () -> context.createSubcontext(name),
                () -> context.destroySubcontext("x"),
                () -> context.destroySubcontext(name),
                () -> context.addToEnvironment("x", "y"),
                () -> context.removeFromEnvironment("x"));

        assertThat(writes)
                .allSatisfy(write -> assertThatThrownBy(write)
                        .isInstanceOf(OperationNotSupportedException.class)
                        .hasMessageContaining("read-only")
                        .hasMessageContaining("'x'"));
        assertThat(Collections.list(context.list(""))).hasSize(3);
    }

    @Test
    void goesOnAfterAContextIsClosed() throws Exception {
        Context context = context("queue.orders", "o");
        Context below = (Context) context.lookup("");

        below.close();

        assertThat(below.lookup("orders")).isSameAs(context.lookup("orders"));
        assertThat(below.getEnvironment().get("queue.orders")).isEqualTo("o");
    }
}
