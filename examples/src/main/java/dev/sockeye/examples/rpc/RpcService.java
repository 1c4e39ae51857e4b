package dev.sockeye.examples.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.server.Request;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

/** The other side of {@link RpcClient}: answers at any number of places. */
public final class RpcService {

  private RpcService() {}

  /**
   * Serves calls.
   *
   * @param network opens the listeners
   * @param places where
   * @param answers gives the answer to a question; a call may come twice over datagrams
   * @return the server
   * @throws IOException if a listener cannot be opened
   */
  public static Server start(
      Network network, List<EndpointUri> places, UnaryOperator<String> answers) throws IOException {
    ServerBuilder builder = Server.builder(network).name("rpc");
    places.forEach(place -> builder.serveMessages(place, call -> answer(call, answers)));
    return builder.start();
  }

  private static void answer(Request call, UnaryOperator<String> answers) throws IOException {
    int number = call.payload().getInt();
    byte[] text = answers.apply(UTF_8.decode(call.payload()).toString()).getBytes(UTF_8);
    ByteBuffer reply = ByteBuffer.allocate(Integer.BYTES + text.length);
    call.reply(reply.putInt(number).put(text).flip());
  }
}
