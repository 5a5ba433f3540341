package io.github.persistq.testing.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Where a database is and who may use it. */
public record Database(String host, int port, String database, String user, String password) {

    /** The URL that the driver understands, with user and password in it. */
    public String jdbcUrl() {
        return "jdbc:mysql://" + host + ":" + port + "/" + database + "?user=" + encoded(user) + "&password="
                + encoded(password) + "&allowPublicKeyRetrieval=true&connectTimeout=10000";
    }

    /** Opens a connection, which the caller closes. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
