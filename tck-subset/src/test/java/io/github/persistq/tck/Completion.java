package io.github.persistq.tck;

import jakarta.jms.CompletionListener;
import jakarta.jms.Message;
import java.util.concurrent.CompletableFuture;

/** Ends a future with an asynchronous send. */
final class Completion implements CompletionListener {
    private final CompletableFuture<Message> completed;

    private Completion(CompletableFuture<Message> completed) {
        this.completed = completed;
    }

    static CompletionListener of(CompletableFuture<Message> completed) {
        return new Completion(completed);
    }

    @Override
    public void onCompletion(Message message) {
        completed.complete(message);
    }

    @Override
    public void onException(Message message, Exception exception) {
        completed.completeExceptionally(exception);
    }
}
