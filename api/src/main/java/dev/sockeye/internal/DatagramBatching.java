package dev.sockeye.internal;

import dev.sockeye.Message;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/**
 * Sends and receives several datagrams by one system call, {@code sendmmsg(2)} and {@code
 * recvmmsg(2)}, on a socket of the JDK's. The JDK has no such calls; where the module that has is
 * present, {@code udp} finds it as a service, else it calls the channel for each datagram.
 */
public interface DatagramBatching {

  /**
   * Gets at a channel's socket.
   *
   * @param channel an open channel, bound
   * @return the socket; empty where this host does not allow it
   * @throws IOException if the system refuses
   */
  Optional<Batch> open(DatagramChannel channel) throws IOException;

  /**
   * A socket's batches, which never wait. One thread at a time may send, and one receive. To be
   * closed before or after the channel: it holds a descriptor of its own.
   */
  interface Batch extends Closeable {

    /**
     * Sends datagrams, as many as the system takes now.
     *
     * @param messages the messages, with no other attributes than {@link
     *     dev.sockeye.InetOptions#LOCAL_ADDRESS}, which they leave from, and {@link
     *     dev.sockeye.InetOptions#TIMESTAMP}; those sent are consumed
     * @param offset the first
     * @param length how many, at least 1
     * @return how many were sent, from the first on; 0 if none could be now
     * @throws IOException if the first one failed
     */
    int send(Message[] messages, int offset, int length) throws IOException;

    /**
     * Receives datagrams, as many as are there.
     *
     * @param messages take the datagrams, as {@link dev.sockeye.MessageEndpoint#receiveMessage} has
     *     it, with the attributes that the socket's options ask for
     * @param offset the first
     * @param length how many at most, at least 1
     * @return how many were received; 0 if none are there now
     * @throws IOException if the first one failed; says why, and not of which socket
     */
    int receive(Message[] messages, int offset, int length) throws IOException;
  }
}
