package dev.sockeye.posix;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SelfTest;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/** A family tried by messages of a form that one endpoint sends until another hears them. */
public final class MessageExchange implements SelfTest {

  /** Room for any form's message. */
  private static final int CAPACITY = 2048;

  /** What messages look like. */
  public interface Form {

    /**
     * Writes a message.
     *
     * @param data what tells it from all others, 8 bytes
     * @param into where to, from its position on
     */
    void put(ByteBuffer data, ByteBuffer into);

    /**
     * Looks for the data of a message that was received.
     *
     * @param heard the message, from position to limit, both of which may be moved
     * @return whether it is one of this form and no request of ours: then what is left in it is the
     *     data
     */
    boolean find(ByteBuffer heard);
  }

  /** Opens an endpoint. */
  @FunctionalInterface
  public interface Opener {

    /**
     * Opens it.
     *
     * @return the endpoint, in blocking mode
     * @throws IOException if the system refuses
     */
    MessageEndpoint open() throws IOException;
  }

  private final String where;
  private final Form form;
  private final MessageEndpoint sender;
  private final MessageEndpoint receiver;
  private final SocketAddress to;
  private final ByteBuffer out = ByteBuffer.allocateDirect(CAPACITY);
  private final ByteBuffer in = ByteBuffer.allocateDirect(CAPACITY);
  private final ByteBuffer data = ByteBuffer.allocate(Long.BYTES);
  private long number = ThreadLocalRandom.current().nextLong();

  private MessageExchange(
      String where, Form form, MessageEndpoint sender, MessageEndpoint receiver, SocketAddress to) {
    this.where = where;
    this.form = form;
    this.sender = sender;
    this.receiver = receiver;
    this.to = to;
  }

  /**
   * One endpoint that hears the answer to what it sends.
   *
   * @param where as {@link SelfTest#where} says
   * @param form its messages
   * @param endpoint the connected endpoint, which this owns
   * @return the test
   */
  public static SelfTest answered(String where, Form form, MessageEndpoint endpoint) {
    return new MessageExchange(where, form, endpoint, endpoint, null);
  }

  /**
   * One endpoint that hears what it sends to its own address.
   *
   * @param where as {@link SelfTest#where} says
   * @param form its messages
   * @param opener opens the bound endpoint
   * @return the test
   * @throws IOException if the system refuses
   */
  public static SelfTest toItself(String where, Form form, Opener opener) throws IOException {
    MessageEndpoint endpoint = opener.open();
    try {
      return new MessageExchange(where, form, endpoint, endpoint, endpoint.getLocalAddress());
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /**
   * One endpoint that hears what another sends.
   *
   * @param where as {@link SelfTest#where} says
   * @param form their messages
   * @param receiver opens the one, first
   * @param sender opens the other, connected
   * @return the test
   * @throws IOException if the system refuses
   */
  public static SelfTest heard(String where, Form form, Opener receiver, Opener sender)
      throws IOException {
    MessageEndpoint hearing = receiver.open();
    try {
      return new MessageExchange(where, form, sender.open(), hearing, null);
    } catch (IOException | RuntimeException e) {
      hearing.close();
      throw e;
    }
  }

  @Override
  public String where() {
    return where;
  }

  @Override
  public void exchange() throws IOException {
    data.putLong(0, ++number).clear();
    form.put(data, out.clear());
    if (to == null) {
      sender.send(out.flip());
    } else {
      sender.sendTo(out.flip(), to);
    }
    data.clear();
    do {
      receiver.receive(in.clear());
    } while (!form.find(in.flip()) || !in.equals(data));
  }

  @Override
  public void close() throws IOException {
    try (receiver) {
      sender.close();
    }
  }
}
