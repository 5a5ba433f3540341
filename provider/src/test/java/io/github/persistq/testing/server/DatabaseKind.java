package io.github.persistq.testing.server;

/** The servers that tests can run on. */
public enum DatabaseKind {
    /** MariaDB, started by the tests. */
    MARIADB,
    /** MySQL Community Server, started by the tests. */
    MYSQL,
    /**
     * A server that somebody else runs, named by the system property {@value DatabaseServer#EXTERNAL_PROPERTY}. It can be neither
     * killed nor restarted.
     */
    EXTERNAL
}
