package io.nfs2s3.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A connection whose pool does not know the isolation level yet, and asks for it. HikariCP passes over an error of the class
 * 08 there, and wants the level -1 of every later connection, for ever (its issue 1944); any other error only ends this
 * one. The level is not named in the settings of the pool: it would be set for the whole session, which behind a
 * connection pooler is another client's in a moment.
 */
final class FirstConnection implements InvocationHandler {
    private static final String IO_ERROR = "58030";

    private final Connection connection;
    private final Runnable known;

    private FirstConnection(Connection connection, Runnable known) {
        this.connection = connection;
        this.known = known;
    }

    /** @param known told when the level was answered */
    static Connection of(Connection connection, Runnable known) {
        return (Connection) Proxy.newProxyInstance(
                FirstConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new FirstConnection(connection, known));
    }

    @Override
    @SuppressWarnings("NullAway") // arguments and answers are null as those of JDBC are
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        boolean asks = method.getName().equals("getTransactionIsolation");
        try {
            Object answer = method.invoke(connection, arguments);
            if (asks) {
                known.run();
            }
            return answer;
        } catch (InvocationTargetException e) {
            if (asks && e.getCause() instanceof SQLException broken) {
                throw new SQLException(broken.getMessage(), IO_ERROR, broken);
            }
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
