package io.github.persistq.internal.engine.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Another dialect whose connections remember each text that was executed, with the values it had last, and count executions.
 *
 * <p>Threading: thread-safe.
 */
final class RecordingDialect implements Dialect {
    private final Dialect real;
    private final StatementBatch batch;
    private final Map<String, Map<Integer, Object>> seen = new LinkedHashMap<>();
    private final AtomicLong executions = new AtomicLong();

    /** Records what goes through a dialect whose changes are sent in this way. */
    RecordingDialect(Dialect real, StatementBatch batch) {
        this.real = real;
        this.batch = batch;
    }

    /** The texts, in the order of their first use, with the last values of each by position. */
    synchronized Map<String, Map<Integer, Object>> seen() {
        return new LinkedHashMap<>(seen);
    }

    private synchronized void note(String sql, Map<Integer, Object> values) {
        seen.put(sql, new TreeMap<>(values));
        executions.incrementAndGet();
    }

    /** How many statements were executed; for a server, how many round trips that took. */
    long executions() {
        return executions.get();
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = real.connect();
        return proxy(Connection.class, connection, (method, arguments) -> {
            Object result = invoke(method, connection, arguments);
            return method.getName().equals("prepareStatement")
                    ? recording((String) arguments[0], (PreparedStatement) result)
                    : result;
        });
    }

    private PreparedStatement recording(String sql, PreparedStatement statement) {
        Map<Integer, Object> values = new TreeMap<>();
        return proxy(PreparedStatement.class, statement, (method, arguments) -> {
            String name = method.getName();
            if (name.startsWith("set") && arguments != null && arguments.length == 2) {
                values.put((Integer) arguments[0], arguments[1]);
            } else if (name.startsWith("execute")) {
                note(sql, values);
            }
            return invoke(method, statement, arguments);
        });
    }

    private interface Call {
        Object run(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (ignored, method, arguments) -> call.run(method, arguments)));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public String store() {
        return real.store();
    }

    @Override
    public StatementBatch batch() {
        return batch;
    }

    @Override
    public void prepareSchema(Statements statements) {
        real.prepareSchema(statements);
    }

    @Override
    public String locking() {
        return real.locking();
    }

    @Override
    public String clock() {
        return real.clock();
    }

    @Override
    public boolean isRemote() {
        return real.isRemote();
    }

    @Override
    public long session(Statements statements) {
        return real.session(statements);
    }

    @Override
    public boolean endSession(Statements statements, long session) {
        return real.endSession(statements, session);
    }

    @Override
    public void requireRoom(Statements statements) {
        real.requireRoom(statements);
    }

    @Override
    public void begin(Statements statements, boolean forced) {
        real.begin(statements, forced);
    }

    @Override
    public void tidy(Statements statements) {
        real.tidy(statements);
    }

    @Override
    public long compact(Statements statements) {
        return real.compact(statements);
    }

    @Override
    public boolean openReserve(Statements statements) {
        return real.openReserve(statements);
    }

    @Override
    public void closeReserve(Statements statements) {
        real.closeReserve(statements);
    }

    @Override
    public Cause classify(SQLException error) {
        return real.classify(error);
    }
}
