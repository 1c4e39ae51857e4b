package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import com.sun.nio.sctp.AbstractNotificationHandler;
import com.sun.nio.sctp.MessageInfo;
import com.sun.nio.sctp.SctpChannel;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A steady loop allocates what the JDK's channel does, and nothing more. */
class SctpAllocationTest extends SctpCases {

  private static final int WARM_UP = 3000;
  private static final int ROUNDS = 1000;

  private static final AbstractNotificationHandler<Void> HANDLER =
      new AbstractNotificationHandler<>() {};

  private static long bytesEach(Executable round) throws Throwable {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      round.execute();
    }
    long self = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < ROUNDS; i++) {
      round.execute();
    }
    return (threads.getThreadAllocatedBytes(self) - before) / ROUNDS;
  }

  private static void exchange(
      SctpChannel from, SctpChannel to, ByteBuffer buffer, MessageInfo info) throws IOException {
    from.send(buffer.clear(), info);
    to.receive(buffer.clear(), null, HANDLER);
  }

  @Test
  void sendingAndReceivingAllocatesWhatTheChannelDoes() throws Throwable {
    EndpointPair<MessageEndpoint> pair = pair();
    SctpChannel from = pair.first().unwrap(SctpChannel.class);
    SctpChannel to = pair.second().unwrap(SctpChannel.class);
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    MessageInfo info = MessageInfo.createOutgoing(null, 0);
    send(pair.first(), (byte) 1);
    assertReceives(pair.second(), (byte) 1);
    long bare = bytesEach(() -> exchange(from, to, buffer, info));
    long plain =
        bytesEach(
            () -> {
              pair.first().send(buffer.clear());
              pair.second().receive(buffer.clear());
            });
    Message sent = Message.allocate(64).set(Sctp.STREAM_NUMBER, 1);
    Message received = Message.allocate(64);
    long whole =
        bytesEach(
            () -> {
              sent.payload().clear();
              pair.first().sendMessage(sent);
              pair.second().receiveMessage(received.clear());
            });
    assertTrue(plain <= bare, plain + " bytes where the channel has " + bare);
    assertTrue(whole <= bare, whole + " bytes where the channel has " + bare);
  }
}
