package io.github.persistq.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {
    /** Made by another implementation of PBKDF2; the passwords are s3cret and grün:&%. */
    private static final String ADA = "ada:1000:AAECAwQFBgcICQoLDA0ODw==:M6eMN3yntlkPobIVzJcPulFgdvEI7LaK9Y7JXYYCFwE=";

    private static final String BOB = "bob:1000:AAECAwQFBgcICQoLDA0ODw==:pexQMHOTjTTBfoL/t34YIGJkIPKvFhlEysE1fcR2a/o=";
    private static final String SALT = "AAECAwQFBgcICQoLDA0ODw==";
    private static final String HASH = "M6eMN3yntlkPobIVzJcPulFgdvEI7LaK9Y7JXYYCFwE=";

    @TempDir
    Path directory;

    private Path file(String... lines) throws IOException {
        return Files.write(directory.resolve("users.txt"), List.of(lines));
    }

    private Users users(String... lines) throws IOException {
        return Users.read(file(lines));
    }

    @ParameterizedTest
    @CsvSource({
        "ada, s3cret, true",
        "bob, grün:&%, true",
        "ada, S3cret, false",
        "ada, grün:&%, false",
        "ada, '', false",
        "eve, s3cret, false",
        "'', '', false",
        "ADA, s3cret, false"
    })
    void acceptsAUserWithTheRightPasswordAlone(String name, String password, boolean accepted) throws IOException {
        Users users = users("# who may connect", "", ADA, "  " + BOB);

        assertThat(users.accepts(name, password.toCharArray())).isEqualTo(accepted);
    }

    @Test
    void acceptsNobodyWhereTheFileIsEmpty() throws IOException {
        assertThat(users("# nobody yet").accepts("ada", "s3cret".toCharArray())).isFalse();
    }

    @Test
    void readsALineThatTheProgramMakes() throws IOException {
        String line = UserLine.line("carol", "pässword".toCharArray());

        assertThat(line).startsWith("carol:600000:").doesNotContain("pässword");
        assertThat(users(line).accepts("carol", "pässword".toCharArray())).isTrue();
        assertThat(UserLine.line("carol", "pässword".toCharArray())).isNotEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "ada:s3cret",
                ":1000:" + SALT + ":" + HASH,
                "ada:1000:" + SALT + ":" + HASH + ":more",
                "ada:many:" + SALT + ":" + HASH,
                "ada:1:" + SALT + ":" + HASH,
                "ada:-1000:" + SALT + ":" + HASH,
                "ada:1000:!:" + HASH,
                "ada:1000:AAEC:" + HASH,
                "ada:1000:" + SALT + ":AAEC",
                "ada:1000:" + SALT + ":s3cret!"
            })
    void namesFileAndLineOfAMalformedLineAndShowsNothingOfIt(String line) throws IOException {
        Path file = file("# users", BOB, line);

        assertThatThrownBy(() -> Users.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Line 3 of the users file " + file)
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining(HASH)
                .hasMessageNotContaining(SALT)
                .hasNoCause();
    }

    @Test
    void refusesAUserWhoIsThereTwice() throws IOException {
        Path file = file(ADA, ADA);

        assertThatThrownBy(() -> Users.read(file)).hasMessageStartingWith("Line 2 of the users file " + file);
    }

    @Test
    void namesAFileThatIsMissing() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> Users.read(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void showsNoHashes() throws IOException {
        assertThat(users(ADA)).hasToString("1 users");
        assertThat(PasswordHash.of("s3cret".toCharArray(), 1000)).hasToString("a password's hash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a:b", "#a", " a"})
    void makesNoLineForANameThatCouldNotBeReadAgain(String name) {
        assertThatThrownBy(() -> UserLine.main(new String[] {name})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesThePasswordFromNoArgument() {
        assertThatThrownBy(() -> UserLine.main(new String[] {"ada", "s3cret"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    /** The whole program: the password on standard input, the line on standard output. */
    @Test
    void readsThePasswordFromStandardInput() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UserLine.class.getName(),
                        "dora")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream typed = new ByteArrayInputStream("s3cret\n".getBytes(StandardCharsets.UTF_8))) {
            typed.transferTo(program.getOutputStream());
        }
        program.getOutputStream().close();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor()).isZero();
        String line = output.substring(output.indexOf("dora:")).strip();
        assertThat(users(line).accepts("dora", "s3cret".toCharArray())).isTrue();
    }
}
