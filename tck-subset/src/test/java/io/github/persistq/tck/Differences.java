package io.github.persistq.tck;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** Runs what {@link ArtemisDiffers} marks, and turns the failure that it announces into a difference. */
final class Differences implements InvocationInterceptor {
    /** A statement failed on Artemis, as announced. */
    static final class Difference extends TestAbortedException {
        private static final long serialVersionUID = 1L;

        private Difference(String what, Throwable failure) {
            super(what, failure);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        ArtemisDiffers differs = method.getExecutable().getAnnotation(ArtemisDiffers.class);
        if (differs == null || !isOnArtemis(method)) {
            invocation.proceed();
            return;
        }
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            throw new Difference(differs.value(), e);
        }
        if (!differs.always()) {
            return;
        }
        throw new AssertionError(
                "Artemis holds to this statement; remove @ArtemisDiffers(\"" + differs.value() + "\")");
    }

    private static boolean isOnArtemis(ReflectiveInvocationContext<Method> method) {
        return method.getTarget()
                .map(target -> ((Statements) target).provider.isArtemis())
                .orElse(false);
    }
}
