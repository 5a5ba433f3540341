package io.github.persistq.internal.jms;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.Settings;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.users.Users;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Checks who connects to a store with the option {@code users}, before anything else is done
 * ({@code Jakarta Messaging 3.1, 6.1.1}).
 *
 * <p>Threading: stateless.
 */
public final class Login {
    private Login() {}

    /**
     * Checks a user's name and password; where both are null, those of the URL.
     *
     * @throws JMSException a JMSSecurityException, which does not say which of the two was wrong
     */
    public static void check(StoreUrl url, @Nullable String userName, @Nullable String password) throws JMSException {
        String file = url.get(Settings.USERS);
        boolean given = userName != null || password != null;
        String name = given ? userName : url.get(Settings.USER_NAME);
        String secret = given ? password : url.get(Settings.PASSWORD);
        if (name == null || name.isEmpty()) {
            throw JmsErrors.security(
                    "The store asks for a user's name and password; give them to the method that connects, or as options userName and password");
        }
        Users users;
        try {
            users = Users.read(Path.of(file));
        } catch (IllegalArgumentException e) {
            throw JmsErrors.failure(String.valueOf(e.getMessage()), e);
        }
        if (!users.accepts(name, secret == null ? new char[0] : secret.toCharArray())) {
            throw JmsErrors.security("The user's name or the password is wrong");
        }
    }
}
