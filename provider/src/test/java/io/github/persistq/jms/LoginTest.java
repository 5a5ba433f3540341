package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code users}: who may connect. */
@Timeout(60)
class LoginTest {
    @TempDir
    Path directory;

    private Path users;
    private Path store;
    private PersistqConnectionFactory factory;

    @BeforeEach
    void writeUsers() throws IOException {
        users = directory.resolve("users.txt");
        store = directory.resolve("store");
        Files.writeString(users, "ada:1000:AAECAwQFBgcICQoLDA0ODw==:M6eMN3yntlkPobIVzJcPulFgdvEI7LaK9Y7JXYYCFwE=\n");
        factory = factory("");
    }

    private PersistqConnectionFactory factory(String options) {
        return new PersistqConnectionFactory("persistq:file:" + store + "?users=" + users + options);
    }

    @Test
    void letsAUserInWithTheRightPassword() throws JMSException {
        factory.createConnection("ada", "s3cret").close();
        factory.createQueueConnection("ada", "s3cret").close();
        factory.createTopicConnection("ada", "s3cret").close();
        factory.createContext("ada", "s3cret").close();
        factory.createContext("ada", "s3cret", JMSContext.CLIENT_ACKNOWLEDGE).close();
    }

    @Test
    void refusesEverybodyElseBeforeItOpensTheStore() {
        List<ThrowingCallable> classic = List.of(
                () -> factory.createConnection("ada", "wrong"),
                () -> factory.createConnection("eve", "s3cret"),
                () -> factory.createConnection("ada", null),
                () -> factory.createConnection(null, "s3cret"),
                () -> factory.createConnection(),
                () -> factory.createQueueConnection(),
                () -> factory.createTopicConnection("ada", ""));
        List<ThrowingCallable> simplified = List.of(
                () -> factory.createContext("ada", "wrong"),
                () -> factory.createContext("eve", "s3cret", JMSContext.SESSION_TRANSACTED),
                () -> factory.createContext(JMSContext.AUTO_ACKNOWLEDGE),
                () -> factory.createContext());

        assertThat(classic).allSatisfy(call -> assertThatThrownBy(call).isInstanceOf(JMSSecurityException.class));
        assertThat(simplified)
                .allSatisfy(call -> assertThatThrownBy(call).isInstanceOf(JMSSecurityRuntimeException.class));
        assertThat(store).doesNotExist();
    }

    @Test
    void doesNotSayWhichOfTheTwoWasWrong() {
        Throwable password = catchThrowable(() -> factory.createConnection("ada", "wrong"));
        Throwable user = catchThrowable(() -> factory.createConnection("eve", "s3cret"));

        assertThat(password).hasMessage(user.getMessage());
        assertThat(password).hasMessageNotContaining("ada").hasMessageNotContaining("wrong\"");
    }

    @Test
    void takesTheUrlsCredentialsWhereNoneAreGiven() throws JMSException {
        PersistqConnectionFactory configured = factory("&userName=ada&password=s3cret");

        configured.createConnection().close();
        configured.createContext().close();

        assertThatThrownBy(() -> configured.createConnection("ada", "wrong")).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(factory("&userName=ada&password=other")::createConnection)
                .isInstanceOf(JMSSecurityException.class);
    }

    @Test
    void followsTheFileAsItChanges() throws Exception {
        Files.writeString(users, "# nobody\n");
        assertThatThrownBy(() -> factory.createConnection("ada", "s3cret")).isInstanceOf(JMSSecurityException.class);

        writeUsers();

        assertThatCode(() -> factory.createConnection("ada", "s3cret").close()).doesNotThrowAnyException();
    }

    @Test
    void namesAFileThatIsMissingOrMalformed() throws IOException {
        Files.writeString(users, "ada:s3cret\n");
        assertThatThrownBy(() -> factory.createConnection("ada", "s3cret"))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("Line 1")
                .hasMessageContaining(users.toString())
                .hasMessageNotContaining("s3cret");
        Files.delete(users);

        assertThatThrownBy(() -> factory.createConnection("ada", "s3cret"))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining(users.toString());
    }

    @Test
    void letsNobodyShareTheOpenStoreWithoutTheOption() throws JMSException {
        PersistqConnectionFactory open = new PersistqConnectionFactory("persistq:file:" + store);
        Connection connection = factory.createConnection("ada", "s3cret");

        assertThatThrownBy(open::createConnection)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("users");

        connection.close();
    }
}
