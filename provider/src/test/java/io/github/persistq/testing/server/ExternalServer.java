package io.github.persistq.testing.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where the server is that somebody else runs. */
final class ExternalServer {
    private static final Pattern FORM = Pattern.compile("(?<host>[^:?]+):(?<port>[0-9]+)\\?(?<parameters>.+)");

    private ExternalServer() {}

    static Database administration() {
        String given = System.getProperty(DatabaseServer.EXTERNAL_PROPERTY);
        if (given == null || given.isBlank()) {
            throw new ServerUnavailableException(
                    "No external MySQL server is named; give -D" + DatabaseServer.EXTERNAL_PROPERTY
                            + "=host:port?user=NAME&password=WORD for one that may create databases");
        }
        return parse(given);
    }

    static Database parse(String given) {
        Matcher matcher = FORM.matcher(given);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("The property " + DatabaseServer.EXTERNAL_PROPERTY + " is '" + given
                    + "'; it must have the form host:port?user=NAME&password=WORD");
        }
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : matcher.group("parameters").split("&", -1)) {
            int equals = parameter.indexOf('=');
            parameters.put(
                    equals < 0 ? parameter : parameter.substring(0, equals),
                    equals < 0 ? "" : URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return new Database(
                matcher.group("host"),
                Integer.parseInt(matcher.group("port")),
                "",
                parameters.getOrDefault("user", "root"),
                parameters.getOrDefault("password", ""));
    }
}
