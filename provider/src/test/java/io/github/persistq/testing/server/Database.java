package io.github.persistq.testing.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Where a database is and who may use it. */
public record Database(String host, int port, String database, String user, String password) {

    /** The URL that the driver understands, with user and password in it. */
    public String jdbcUrl() {
        return "jdbc:mysql://" + host + ":" + port + "/" + database + "?user=" + encoded(user) + "&password="
                + encoded(password) + "&allowPublicKeyRetrieval=true&connectTimeout=10000";
    }

    /**
     * The URL of a store in this database, as an application writes it.
     *
     * @param options as in a URL, without the question mark; may be empty
     */
    public String storeUrl(String options) {
        return "persistq:mysql:" + storeLocation() + "?" + storeOptions() + (options.isEmpty() ? "" : "&" + options);
    }

    /** What stands behind the scheme in the URL of a store. */
    public String storeLocation() {
        return "//" + host + ":" + port + "/" + database;
    }

    /** What the URL of a store says about who comes. */
    public String storeOptions() {
        return "user=" + percentEncoded(user) + "&password=" + percentEncoded(password)
                + "&mysql.allowPublicKeyRetrieval=true";
    }

    private static String percentEncoded(String value) {
        return encoded(value).replace("+", "%20");
    }

    /** Deletes all rows of all tables, in one transaction; the tables stay. */
    void empty() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery("SHOW TABLES")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                statement.executeUpdate("DELETE FROM " + table);
            }
            connection.commit();
        }
    }

    /** Opens a connection, which the caller closes. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
