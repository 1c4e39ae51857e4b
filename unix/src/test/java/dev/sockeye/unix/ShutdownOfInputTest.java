package dev.sockeye.unix;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.Background;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** It ends a receive that waits, with a timeout and without, for datagrams too. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownOfInputTest {

  static Stream<SocketSpec<MessageEndpoint>> specs() {
    return Stream.of(Unix.DATAGRAM, Unix.SEQPACKET);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void endsEachKindOfReceive(SocketSpec<MessageEndpoint> spec) throws Exception {
    for (Duration timeout : new Duration[] {Duration.ZERO, Duration.ofSeconds(40)}) {
      ends(spec, timeout, endpoint -> () -> endpoint.receive(ByteBuffer.allocate(1)));
      ends(spec, timeout, endpoint -> () -> endpoint.receiveMessage(Message.allocate(1)));
      ends(
          spec,
          timeout,
          endpoint ->
              () ->
                  endpoint.receiveMessages(
                      new Message[] {Message.allocate(1), Message.allocate(1)}, 0, 2));
    }
  }

  private interface Receive {
    Callable<Integer> of(MessageEndpoint endpoint);
  }

  private static void ends(SocketSpec<MessageEndpoint> spec, Duration timeout, Receive receive)
      throws Exception {
    try (EndpointPair<MessageEndpoint> pair = Network.system().pair(spec)) {
      MessageEndpoint endpoint = pair.first().setOption(EndpointOptions.SO_RCVTIMEO, timeout);
      Background<Integer> receiver = Background.run(receive.of(endpoint)).awaitBlocked();
      endpoint.unwrap(Shutdownable.class).shutdownInput();
      assertEquals(END_OF_INPUT, receiver.within(20).result());
    }
  }
}
