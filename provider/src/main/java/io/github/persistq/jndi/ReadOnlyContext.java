package io.github.persistq.jndi;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;

/**
 * A context whose names come from its environment and stay as they are. Names are composite ones, their parts separated by
 * slashes; looking one up twice finds the same factory.
 *
 * <p>Threading: thread-safe, because nothing changes.
 */
@SuppressWarnings("BanJNDI") // It looks names up in its own tables and makes nothing from references.
final class ReadOnlyContext implements Context {
    private static final String READ_ONLY =
            "The context is read-only and can't %s; its names come from jndi.properties or the table given to InitialContext";

    private final Directory directory;
    private final String path;
    private final Environment environment;

    /** A context of a directory, which is found under a path from the initial one, for which the path is empty. */
    ReadOnlyContext(Directory directory, String path, Environment environment) {
        this.directory = directory;
        this.path = path;
        this.environment = environment;
    }

    @Override
    public Object lookup(Name name) throws NamingException {
        Object found = name.isEmpty() ? directory : directory.find(name);
        if (found == null) {
            throw notFound(name);
        }
        return shown(found, name);
    }

    @Override
    public Object lookup(String name) throws NamingException {
        return lookup(new CompositeName(name));
    }

    @Override
    public Object lookupLink(Name name) throws NamingException {
        return lookup(name);
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return lookup(name);
    }

    private Object shown(Object found, Name name) throws NamingException {
        return found instanceof Directory below
                ? new ReadOnlyContext(below, composeName(name.toString(), path), environment)
                : found;
    }

    private NamingException notFound(Name name) {
        List<String> names = new ArrayList<>();
        directory.addNames("", names);
        String where = path.isEmpty() ? "" : " in '" + path + "'";
        NamingException notFound = new NameNotFoundException(
                "Nothing is bound to '%s'%s; bound are %s".formatted(name, where, String.join(", ", names)));
        notFound.setRemainingName(name);
        return notFound;
    }

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        List<NameClassPair> pairs = new ArrayList<>();
        for (Map.Entry<String, Object> entry : entries(name).entrySet()) {
            Object object = entry.getValue();
            Class<?> type = object instanceof Directory ? Context.class : object.getClass();
            pairs.add(new NameClassPair(entry.getKey(), type.getName()));
        }
        return new Listing<>(pairs);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        return list(new CompositeName(name));
    }

    @Override
    public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
        List<Binding> bindings = new ArrayList<>();
        for (Map.Entry<String, Object> entry : entries(name).entrySet()) {
            Name below = composeName(new CompositeName().add(entry.getKey()), name);
            bindings.add(new Binding(entry.getKey(), shown(entry.getValue(), below)));
        }
        return new Listing<>(bindings);
    }

    @Override
    public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
        return listBindings(new CompositeName(name));
    }

    private Map<String, Object> entries(Name name) throws NamingException {
        Object found = name.isEmpty() ? directory : directory.find(name);
        if (found == null) {
            throw notFound(name);
        }
        if (found instanceof Directory listed) {
            return listed.entries();
        }
        NamingException notContext = new NotContextException(
                "'" + name + "' is a " + found.getClass().getName() + " and holds no names");
        notContext.setRemainingName(name);
        throw notContext;
    }

    @Override
    public NameParser getNameParser(Name name) {
        return CompositeName::new;
    }

    @Override
    public NameParser getNameParser(String name) {
        return CompositeName::new;
    }

    @Override
    public Name composeName(Name name, Name prefix) throws NamingException {
        return ((Name) prefix.clone()).addAll(name);
    }

    @Override
    public String composeName(String name, String prefix) throws NamingException {
        return composeName(new CompositeName(name), new CompositeName(prefix)).toString();
    }

    @Override
    public String getNameInNamespace() {
        return path;
    }

    /** A copy of the environment, which may hold a password. */
    @Override
    @SuppressWarnings("JdkObsolete") // JNDI asks for this class.
    public Hashtable<?, ?> getEnvironment() {
        return new Hashtable<>(environment.entries());
    }

    @Override
    public void close() {
        // There is nothing to let go: factories belong to those who looked them up.
    }

    @Override
    public void bind(Name name, Object object) throws NamingException {
        throw readOnly("bind '" + name + "'");
    }

    @Override
    public void bind(String name, Object object) throws NamingException {
        throw readOnly("bind '" + name + "'");
    }

    @Override
    public void rebind(Name name, Object object) throws NamingException {
        throw readOnly("rebind '" + name + "'");
    }

    @Override
    public void rebind(String name, Object object) throws NamingException {
        throw readOnly("rebind '" + name + "'");
    }

    @Override
    public void unbind(Name name) throws NamingException {
        throw readOnly("unbind '" + name + "'");
    }

    @Override
    public void unbind(String name) throws NamingException {
        throw readOnly("unbind '" + name + "'");
    }

    @Override
    public void rename(Name from, Name to) throws NamingException {
        throw readOnly("rename '" + from + "'");
    }

    @Override
    public void rename(String from, String to) throws NamingException {
        throw readOnly("rename '" + from + "'");
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw readOnly("create the sub-context '" + name + "'");
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw readOnly("create the sub-context '" + name + "'");
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw readOnly("destroy the sub-context '" + name + "'");
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw readOnly("destroy the sub-context '" + name + "'");
    }

    @Override
    public Object addToEnvironment(String name, Object value) throws NamingException {
        throw readOnly("change the entry '" + name + "' of its environment");
    }

    @Override
    public Object removeFromEnvironment(String name) throws NamingException {
        throw readOnly("change the entry '" + name + "' of its environment");
    }

    private static NamingException readOnly(String what) {
        return new OperationNotSupportedException(READ_ONLY.formatted(what));
    }
}
