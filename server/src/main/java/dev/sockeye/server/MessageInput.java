package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import java.io.IOException;

/**
 * What comes to a message endpoint: requests are taken as many as come together, and given to the
 * handler one by one, or kept while it pauses. For the loop's thread alone.
 */
final class MessageInput {

  private final MessageConnection connection;
  private final MessageEndpoint endpoint;
  private final MessageOutput output;
  private final HeldBytes held;
  private final CurrentRequest current;
  private Rest rest; // null until a receive has failed
  private KeptRequests left; // null unless the handler has left something

  MessageInput(
      MessageConnection connection,
      MessageEndpoint endpoint,
      MessageOutput output,
      HeldBytes held) {
    this.connection = connection;
    this.endpoint = endpoint;
    this.output = output;
    this.held = held;
    current = new CurrentRequest(connection);
  }

  /** Receives once, or takes what the handler left; {@code false} if nothing was there. */
  boolean take() throws Exception {
    if (!isEmpty()) {
      serveLeft();
      return true;
    }
    MessageBatch batch = batch();
    int first = receive(batch);
    int last = first > 0 ? serveAll(batch, first) : first;
    if (last == MessageEndpoint.END_OF_INPUT) {
      connection.inputEnds();
      connection.during("handler");
      connection.handler().ended(connection.socket());
    } else if (mayHaveMore(batch, last)) {
      goOn();
    }
    return first > 0;
  }

  /** Goes on with what an endpoint received in blocking mode, of which no poller tells. */
  void lookForHidden() throws IOException {
    held.count();
    if (held.isAny()) {
      goOn();
    }
  }

  private MessageBatch batch() {
    return connection.loop().batch(connection.terms().messageSize());
  }

  private void goOn() {
    connection.loop().again(connection);
  }

  private int receive(MessageBatch batch) throws IOException {
    boolean received = false;
    connection.during("read");
    try {
      int count = endpoint.receiveMessages(batch.requests(), 0, batch.size());
      held.count();
      came(batch.requests(), count);
      received = true;
      return count;
    } catch (IOException e) {
      if (connection.isTheEnd()) {
        throw e;
      }
      notReceived(e);
      return 0;
    } finally {
      if (!received) {
        batch.clearRequests(0);
      }
    }
  }

  /** Counts them, all at once, and makes them ready for the handler. */
  private void came(Message[] requests, int count) {
    int messages = 0;
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int length = requests[i].payload().flip().remaining();
      if (!requests[i].isNotification()) {
        messages++;
        bytes += length;
      }
    }
    if (messages > 0) {
      connection.requested(messages, bytes);
    }
  }

  /** What goes wrong with one message must not end the service for all; nor may it spin. */
  private void notReceived(IOException e) {
    connection.owner().failed(new Failure("read", connection.peer(), e));
    if (rest == null) {
      rest = new Rest(connection);
    }
    rest.begin();
  }

  /**
   * Serves what came, and what comes after it while the batches are full: the replies to all of it
   * go out together. Gives what came last.
   */
  private int serveAll(MessageBatch batch, int first) throws Exception {
    boolean gathers = first > 1 || batch.requests()[0].attributeCount() > 0; // no reply of its own
    output.gatherInto(gathers ? batch : null);
    int count = first;
    try {
      serve(batch, count);
      for (int round = 1; round < MessageBatch.ROUNDS && goesOn(batch, count); round++) {
        count = receive(batch);
        serve(batch, count);
      }
      return count;
    } finally {
      output.finish(batch);
    }
  }

  /** Whether more is to be received, which is for a handler that goes on. */
  private boolean goesOn(MessageBatch batch, int count) {
    return mayHaveMore(batch, count) && !connection.isPaused() && !connection.isClosed();
  }

  /** Whether more may have come already that no poller tells of. */
  private boolean mayHaveMore(MessageBatch batch, int count) {
    return count == batch.size() && held.mayHideMessages();
  }

  private void serve(MessageBatch batch, int count) throws Exception {
    Message[] requests = batch.requests();
    int next = 0;
    connection.during("handler");
    try {
      while (next < count && !connection.isClosed()) {
        serveOrKeep(batch, next);
        requests[next].clear(); // while the processor still has it
        next++;
        if (output.ends()) {
          connection.during("handler"); // no longer at a send that failed
        }
      }
    } finally {
      current.set(null);
      batch.clearRequests(next);
    }
  }

  /** A handler that pauses has the rest of what came together when it goes on. */
  private void serveOrKeep(MessageBatch batch, int index) throws Exception {
    if (connection.isPaused()) {
      keep(batch, index);
    } else {
      serve(batch.requests()[index]);
    }
  }

  private void keep(MessageBatch batch, int index) throws IOException {
    if (left == null) {
      left = new KeptRequests(connection.terms().memory());
    }
    left.add(batch, index);
  }

  /** The next one that was left, as {@link KeptRequests#poll}. */
  private Message pollLeft() {
    Message next = isEmpty() ? null : left.poll();
    if (isEmpty()) {
      left = null;
    }
    return next;
  }

  private void serveLeft() throws Exception {
    Message request;
    while (!connection.isPaused() && !connection.isClosed() && (request = pollLeft()) != null) {
      connection.during("handler");
      connection.wasRead(0); // It was counted when it came, but the connection is not idle.
      try {
        serve(request);
      } finally {
        current.set(null);
        request.clear();
      }
    }
    goOn(); // As after a whole batch.
  }

  /**
   * Lets the handler have it; without a connection whatever it throws concerns this request alone.
   * The caller takes it away.
   */
  private void serve(Message request) throws Exception {
    if (request.isNotification()) {
      return;
    }
    try {
      requireWhole(request);
      current.set(request);
      handle();
    } catch (Throwable e) {
      if (connection.isTheEnd()) {
        throw e;
      }
      current.set(null);
      connection.owner().failed(new Failure(connection.during(), request.peer(), e));
      connection.during("handler");
    }
  }

  private void requireWhole(Message request) throws MessageTruncatedException {
    if (request.isTruncated()) {
      connection.during("read");
      throw new MessageTruncatedException(
          "a message longer than messageSize, which is "
              + connection.terms().messageSize()
              + ", was cut and not handled",
          -1);
    }
  }

  private void handle() throws Exception {
    Counters counters = connection.owner().counters();
    long began = counters.handles();
    try {
      connection.handler().handle(current);
    } finally {
      counters.handled(began);
    }
  }

  /** Whether a message is the request that the handler has before it. */
  boolean isCurrent(Message message) {
    return current.is(message);
  }

  /** Whether it does not rest after a failure. */
  boolean isReady() {
    return rest == null || rest.isOver();
  }

  /** Whether the handler has left nothing of what came. */
  boolean isEmpty() {
    return left == null || left.isEmpty();
  }

  /** Reads one message and drops it; as {@link MessageEndpoint#receiveMessages} says. */
  int discard() throws IOException {
    Message[] requests = batch().requests();
    try {
      return endpoint.receiveMessages(requests, 0, 1);
    } finally {
      requests[0].clear();
    }
  }

  void clear() {
    if (left != null) {
      left.clear();
    }
  }
}
