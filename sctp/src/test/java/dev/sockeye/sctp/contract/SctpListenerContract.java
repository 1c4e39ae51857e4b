package dev.sockeye.sctp.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.nio.sctp.SctpStandardSocketOptions;
import com.sun.nio.sctp.SctpStandardSocketOptions.InitMaxStreams;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpAssociation;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.Descriptors;
import dev.sockeye.testkit.TimeLimit;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A listener outlives peers that come and go. */
public abstract class SctpListenerContract extends SctpContract {

  /** Creates the contract; JUnit does. */
  protected SctpListenerContract() {}

  @Test
  @TimeLimit(seconds = 120)
  void aThousandAssociationsComeAndGoAndNoDescriptorIsLeft() throws Throwable {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0");
    Descriptors.assertKept(
        1000,
        () -> {
          try (MessageEndpoint client = network().socket(Sctp.ONE_TO_ONE)) {
            client.connect(listener.getLocalAddress());
            try (MessageEndpoint accepted = listener.accept()) {
              send(client, (byte) 1);
              assertReceives(accepted, (byte) 1);
            }
          }
        });
  }

  @Test
  @TimeLimit(seconds = 120)
  void twoHundredAbortBeforeTheyAreAcceptedAndTheListenerIsAlive() throws Throwable {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0");
    AtomicInteger accepted = new AtomicInteger();
    Background<Void> accepting = inBackground(() -> acceptAll(listener, accepted)).within(100);
    Descriptors.assertKept(
        200,
        () -> {
          MessageEndpoint client = network().socket(Sctp.ONE_TO_ONE);
          client.setOption(StandardSocketOptions.SO_LINGER, 0);
          client.connect(listener.getLocalAddress());
          client.close();
        });
    int before = accepted.get();
    try (MessageEndpoint client = network().socket(Sctp.ONE_TO_ONE)) {
      client.connect(listener.getLocalAddress());
      send(client, (byte) 1);
      assertEquals(
          MessageEndpoint.END_OF_INPUT, client.receive(ByteBuffer.allocate(1)), "was closed");
    }
    assertTrue(accepted.get() > before);
    listener.close();
    assertInstanceOf(ClosedChannelException.class, accepting.failure());
  }

  private static Void acceptAll(Listener<MessageEndpoint> listener, AtomicInteger count)
      throws IOException {
    while (true) {
      try (MessageEndpoint accepted = listener.accept()) {
        count.incrementAndGet();
        endAfterOneMessage(accepted);
      }
    }
  }

  private static void endAfterOneMessage(MessageEndpoint accepted) throws IOException {
    try {
      accepted.receive(ByteBuffer.allocate(10));
    } catch (ConnectionResetException e) {
      assertTrue(accepted.isOpen());
    }
  }

  @Test
  void aFullBacklogIsRefusedAndTheListenerGoesOn() throws Exception {
    Listener<MessageEndpoint> listener = closing(network().listener(Sctp.ONE_TO_ONE));
    listener.bind(transport().freeAddress(), 1);
    IOException refused =
        assertThrows(
            IOException.class,
            () -> {
              for (int i = 0; i < 20; i++) {
                open().connect(listener.getLocalAddress());
              }
            });
    assertErrno(refused, Errno.ECONNREFUSED);
    closing(listener.accept());
    MessageEndpoint client = open();
    client.connect(listener.getLocalAddress());
    assertTrue(client.isConnected());
  }

  @Test
  void whatIsSetOnAListenerHoldsForWhatItAccepts() throws Exception {
    Listener<MessageEndpoint> listener =
        listen(
            "sctp://127.0.0.1:0?SCTP_INIT_MAXSTREAMS=5:6&SO_RCVBUF=50000&SCTP_NODELAY=off"
                + "&SCTP_DISABLE_FRAGMENTS=true&SCTP_FRAGMENT_INTERLEAVE=1");
    MessageEndpoint client = open();
    client.connect(listener.getLocalAddress());
    MessageEndpoint accepted = closing(listener.accept());
    assertEquals(
        InitMaxStreams.create(5, 6),
        listener.getOption(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS));
    assertEquals(false, accepted.getOption(SctpStandardSocketOptions.SCTP_NODELAY));
    assertEquals(true, accepted.getOption(SctpStandardSocketOptions.SCTP_DISABLE_FRAGMENTS));
    assertEquals(1, accepted.getOption(SctpStandardSocketOptions.SCTP_FRAGMENT_INTERLEAVE));
    assertTrue(accepted.getOption(StandardSocketOptions.SO_RCVBUF) >= 50_000);
    assertTrue(accepted.getOption(StandardSocketOptions.SO_RCVBUF) < 200_000);
    SctpAssociation association = sctp(accepted).associations().get(0);
    assertEquals(5, association.incomingStreams());
    assertEquals(6, association.outgoingStreams());
    assertEquals(true, client.getOption(SctpStandardSocketOptions.SCTP_NODELAY), "the default");
  }

  @Test
  void anOptionThatWouldNotBeReadBackIsRefused() throws Exception {
    MessageEndpoint endpoint = open();
    assertThrows(
        IllegalArgumentException.class,
        () -> endpoint.setOption(SctpStandardSocketOptions.SCTP_FRAGMENT_INTERLEAVE, 2));
    assertThrows(
        UnsupportedOperationException.class,
        () -> endpoint.setOption(SctpStandardSocketOptions.SCTP_EXPLICIT_COMPLETE, true));
    IllegalArgumentException told =
        assertThrows(
            IllegalArgumentException.class,
            () -> connect("sctp://127.0.0.1:9?SCTP_INIT_MAXSTREAMS=many"));
    assertTrue(told.getMessage().contains("such as 16:16"), told::getMessage);
  }
}
