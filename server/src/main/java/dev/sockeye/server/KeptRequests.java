package dev.sockeye.server;

import dev.sockeye.Message;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/** Requests that came together with the one at which the handler paused, until it goes on. */
final class KeptRequests {

  private final MemoryBudget memory;
  private final Queue<Message> requests = new ArrayDeque<>(0);
  private int bytes;

  KeptRequests(MemoryBudget memory) {
    this.memory = memory;
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Takes one out of the batch. */
  void add(MessageBatch batch, int index) throws IOException {
    Message request = batch.takeRequest(index);
    int more = cost(request);
    if (!memory.take(more)) {
      request.clear();
      throw memory.exceeded();
    }
    bytes += more;
    requests.add(request);
  }

  /**
   * The next one, which the caller clears when it is done with it; {@code null} if none is left.
   */
  Message poll() {
    Message next = requests.poll();
    if (next != null) {
      giveBack(cost(next));
    }
    return next;
  }

  private static int cost(Message request) {
    return request.payload().capacity() + KeptReplies.OVERHEAD;
  }

  private void giveBack(int count) {
    bytes -= count;
    memory.giveBack(count);
  }

  void clear() {
    requests.forEach(Message::clear);
    requests.clear();
    giveBack(bytes);
  }
}
