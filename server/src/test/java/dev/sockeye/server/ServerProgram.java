package dev.sockeye.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.EndpointUri;
import dev.sockeye.Streams;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server in a process of its own. It says the ports that it listens at, for messages, events and
 * blocking handlers, then its {@linkplain #status status} whenever it is asked, and once more when
 * it has closed after a {@code SIGTERM}. Asked to, it frees the descriptors that it has used up.
 */
final class ServerProgram {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://127.0.0.1:0?BACKLOG=1024");

  private static final AtomicInteger failures = new AtomicInteger();
  private static final List<FileInputStream> held = new ArrayList<>();

  private ServerProgram() {}

  public static void main(String[] arguments) throws Exception {
    Server server =
        Server.builder()
            .serveMessages(URI, request -> request.reply(request.payload()))
            .serveEvents(URI, any -> (c, in) -> c.write(in))
            .serveBlocking(URI, endpoint -> Streams.copy(endpoint, endpoint))
            .onFailure(failure -> failures.incrementAndGet())
            .start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  System.out.println(status(server));
                }));
    if (arguments.length > 0) {
      status(server); // loads its classes while there are descriptors
      leave(Integer.parseInt(arguments[0]));
    }
    System.out.println(port(server, 0) + " " + port(server, 1) + " " + port(server, 2));
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    String question;
    while ((question = questions.readLine()) != null) {
      if (question.equals("free")) {
        free(held.size());
      }
      System.out.println(status(server));
    }
    server.await();
  }

  private static int port(Server server, int index) {
    return ((InetSocketAddress) server.addresses().get(index)).getPort();
  }

  /** Uses descriptors up until so many are left. */
  private static void leave(int count) throws IOException {
    try {
      while (true) {
        held.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException none) {
      free(count);
    }
  }

  private static void free(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      held.remove(held.size() - 1).close();
    }
  }

  /** Requests, bytes read, failures, pauses and accepted connections. */
  private static String status(Server server) {
    ServerCounters c = server.counters();
    return c.requests()
        + " "
        + c.bytesRead()
        + " "
        + failures
        + " "
        + c.pauses()
        + " "
        + c.accepted();
  }
}
