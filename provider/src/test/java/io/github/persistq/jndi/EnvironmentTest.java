package io.github.persistq.jndi;

import static io.github.persistq.jndi.ContextFixture.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSSecurityException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a context takes from its environment, and what it refuses. */
@Timeout(60)
@SuppressWarnings("BanJNDI") // JNDI is what is tested.
class EnvironmentTest {
    private static final String URL = "persistq:memory:environment-test";

    @ParameterizedTest
    @CsvSource({
        "conectionFactory.x, connectionFactory",
        "connectionFactories.x, connectionFactory",
        "conectoinfactory.x, connectionFactory",
        "xaConectionFactory.x, xaConnectionFactory",
        "queues.x, queue",
        "qeue.x, queue",
        "quuee.x, queue",
        "topics.x, topic",
    })
    void refusesAMisspeltWordAndTellsTheRightOne(String key, String meant) {
        assertThatThrownBy(() -> context(key, URL))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("'" + key + "'")
                .hasMessageContaining("did you mean '" + meant + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"logging.level", "java.naming.language", "com.sun.x", "tools.x", "query.x", "queue", "factory.x"
            })
    void leavesEverythingElseAlone(String key) {
        assertThatCode(() -> context(key, "en")).doesNotThrowAnyException();
        assertThatCode(() -> context(1, 2, key, 3)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "connectionFactory.x, tcp://localhost:61616, persistq:SCHEME:LOCATION",
        "xaConnectionFactory.x, persistq:memory:x?maxDeliverys=1, maxDeliveries",
        "connectionFactory.x, persistq:memory:x?maxDeliveries=-1, a whole number",
        "connectionFactory.x, persistq:ram:x, 'file, memory'",
        "connectionFactory.x, '', 'persistq:file:/var/lib/orders'",
        "java.naming.provider.url, persistq:ram:x, 'file, memory'",
        "queue.x, '', 1 to 512",
        "topic.x, ' ', 1 to 512",
        "queue., y, no name",
        "queue.a//b, y, empty part",
        "queue.dynamicQueues, y, bound already",
    })
    void refusesABadEntryAndNamesItAndItsFault(String key, String value, String fault) {
        assertThatThrownBy(() -> context(key, value))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("Entry '" + key + "'")
                .hasMessageContaining(fault);
    }

    @Test
    void refusesTwoEntriesThatBindOneName() {
        assertThatThrownBy(() -> context("queue.x", "a", "topic.x", "b"))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("Entry 'topic.x': 'x' is bound already");
        assertThatThrownBy(() -> context("queue.x", "a", "queue.x/y", "b"))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("Entry 'queue.x/y': 'x' is bound already");
    }

    @Test
    void refusesValuesThatAreNoTexts() {
        assertThatThrownBy(() -> context(Context.PROVIDER_URL, 7))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("Entry 'java.naming.provider.url'")
                .hasMessageContaining("java.lang.Integer");
        assertThatThrownBy(() -> context(
                        Context.PROVIDER_URL, URL, Context.SECURITY_PRINCIPAL, "ada", Context.SECURITY_CREDENTIALS, 7))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("Entry 'java.naming.security.credentials'");
    }

    @Test
    void bindsNoFactoryWithoutAUrl() throws NamingException {
        Context context = context("queue.orders", "o");

        assertThatThrownBy(() -> context.lookup("ConnectionFactory")).isInstanceOf(NameNotFoundException.class);
    }

    @Test
    void handsPrincipalAndCredentialsToFactoriesWithoutTheirOwn() throws NamingException {
        Context context = context(
                Context.PROVIDER_URL,
                URL,
                Context.SECURITY_PRINCIPAL,
                "ada & co",
                Context.SECURITY_CREDENTIALS,
                "a+b=100%".toCharArray(),
                "connectionFactory.options",
                URL + "?order=lifo",
                "connectionFactory.own",
                URL + "?userName=eve");

        assertThat(url(context, "ConnectionFactory"))
                .isEqualTo(URL + "?userName=ada%20%26%20co&password=a%2Bb%3D100%25");
        assertThat(url(context, "options")).startsWith(URL + "?order=lifo&userName=ada");
        assertThat(url(context, "own")).isEqualTo(URL + "?userName=eve");
    }

    private static String url(Context context, String name) throws NamingException {
        return String.valueOf(((PersistqConnectionFactory) context.lookup(name)).getUrl());
    }

    @Test
    void connectsAsThePrincipal(@TempDir Path directory) throws Exception {
        Path users = directory.resolve("users.txt");
        Files.writeString(users, "ada:1000:AAECAwQFBgcICQoLDA0ODw==:M6eMN3yntlkPobIVzJcPulFgdvEI7LaK9Y7JXYYCFwE=\n");
        String url = "persistq:memory:environment-users?users=" + users;

        Context right = context(
                Context.PROVIDER_URL, url, Context.SECURITY_PRINCIPAL, "ada", Context.SECURITY_CREDENTIALS, "s3cret");
        Context wrong = context(
                Context.PROVIDER_URL, url, Context.SECURITY_PRINCIPAL, "ada", Context.SECURITY_CREDENTIALS, "secret");

        ((ConnectionFactory) right.lookup("ConnectionFactory"))
                .createConnection()
                .close();
        ConnectionFactory refused = (ConnectionFactory) wrong.lookup("ConnectionFactory");
        assertThatThrownBy(refused::createConnection).isInstanceOf(JMSSecurityException.class);
    }

    @Test
    void showsNoPasswordInErrors() {
        assertThatThrownBy(() -> context(
                        Context.PROVIDER_URL,
                        "persistq:ram:x",
                        Context.SECURITY_PRINCIPAL,
                        "ada",
                        Context.SECURITY_CREDENTIALS,
                        "s3cret"))
                .isInstanceOf(NamingException.class)
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("s3cret"));
    }
}
