package io.github.persistq.jndi;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a read-only naming context of connection factories, queues and topics from the environment of a
 * {@code javax.naming.InitialContext}, which is a {@code jndi.properties} file or a table that the program hands over.
 *
 * <table>
 *   <caption>Entries of the environment</caption>
 *   <tr><td>{@code java.naming.provider.url}</td><td>the URL of the store. With it, {@code ConnectionFactory},
 *       {@code QueueConnectionFactory}, {@code TopicConnectionFactory} and {@code XAConnectionFactory} are bound</td></tr>
 *   <tr><td>{@code connectionFactory.NAME}</td><td>a factory, bound as NAME; the value is its URL, or empty for the
 *       provider's</td></tr>
 *   <tr><td>{@code xaConnectionFactory.NAME}</td><td>likewise, for global transactions</td></tr>
 *   <tr><td>{@code queue.NAME}, {@code topic.NAME}</td><td>a destination, bound as NAME; the value is its name in the
 *       store</td></tr>
 *   <tr><td>{@code java.naming.security.principal}, {@code .credentials}</td><td>user name and password of factories whose
 *       URL has neither</td></tr>
 * </table>
 *
 * <p>{@code dynamicQueues/NAME} and {@code dynamicTopics/NAME} find any destination without an entry. Slashes in a NAME make
 * sub-contexts. Upper and lower case of the words before the first dot make no difference; such a word that is one of these
 * misspelt is an error. Everything else in the environment is left alone. Blanks around values are taken off.
 *
 * <p>Threading: stateless; the contexts are thread-safe.
 */
public final class PersistqInitialContextFactory implements InitialContextFactory {
    /** The naming system creates it by name. */
    public PersistqInitialContextFactory() {}

    /**
     * Makes the context; no store is opened.
     *
     * @throws NamingException naming the entry that is wrong and what is wrong with it
     */
    @Override
    public Context getInitialContext(@Nullable Hashtable<?, ?> environment) throws NamingException {
        Environment entries = Environment.of(environment);
        return new ReadOnlyContext(entries.bind(), "", entries);
    }
}
