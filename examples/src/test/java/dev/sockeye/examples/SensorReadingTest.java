package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One setting changes the transport; nothing else of the program does. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SensorReadingTest {

  @TempDir private Path folder;

  /** Over connections or without, whichever the scheme has. */
  private interface Sensor extends AutoCloseable {
    EndpointUri where() throws IOException;

    void answerOnce() throws IOException;

    @Override
    void close() throws IOException;
  }

  private record Connected(EndpointUri uri, Listener<MessageEndpoint> listener) implements Sensor {
    @Override
    public EndpointUri where() throws IOException {
      return uri.withAddress(listener.getLocalAddress());
    }

    @Override
    public void answerOnce() throws IOException {
      try (MessageEndpoint peer = listener.accept()) {
        ByteBuffer question = ByteBuffer.allocate(100);
        peer.receive(question);
        peer.send(answer(question));
        peer.receive(question.clear()); // until the peer is done
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private record Bound(EndpointUri uri, MessageEndpoint endpoint) implements Sensor {
    @Override
    public EndpointUri where() throws IOException {
      return uri.withAddress(endpoint.getLocalAddress());
    }

    @Override
    public void answerOnce() throws IOException {
      ByteBuffer question = ByteBuffer.allocate(100);
      SocketAddress from = endpoint.receiveFrom(question);
      endpoint.sendTo(answer(question), from);
    }

    @Override
    public void close() throws IOException {
      endpoint.close();
    }
  }

  private static ByteBuffer answer(ByteBuffer question) {
    assertEquals("celsius?", US_ASCII.decode(question.flip()).toString());
    return US_ASCII.encode("11.5");
  }

  private static Sensor open(Network network, EndpointUri uri) throws IOException {
    try {
      return new Connected(uri, network.listenMessages(uri));
    } catch (UnsupportedOperationException withoutConnections) {
      return new Bound(uri, network.bindMessages(uri));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://127.0.0.1:0",
        "tcp4://127.0.0.1:0?SO_RCVTIMEO=50s",
        "tcp6://[::1]:0",
        "udp://127.0.0.1:0",
        "udp4://127.0.0.1:0",
        "udp6://[::1]:0",
        "unix:FOLDER/sensor",
        "unix:@sockeye-example-sensor",
        "unix+dgram:FOLDER/sensor",
        "unix+seqpacket:FOLDER/sensor",
        "sctp://127.0.0.1:0",
        "sctp+seqpacket://127.0.0.1:0"
      })
  void isReadByAnotherProcess(String uri) throws Exception {
    EndpointUri where = EndpointUri.valueOf(uri.replace("FOLDER", folder.toString()));
    Network.system()
        .scheme(where.scheme())
        .flatMap(SchemeInfo::unavailable)
        .ifPresent(why -> abort(where.scheme() + ": " + why));
    try (Sensor sensor = open(Network.system(), where)) {
      FutureTask<Void> answer = start(sensor);
      ExampleProcess.Result reading = run("-Dsensor=" + sensor.where());
      assertEquals(new ExampleProcess.Result(0, "11.5\n", ""), reading);
      answer.get();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://cellar:5000",
        "udp://cellar:5000",
        "unix:/run/sensor",
        "unix+dgram:/run/sensor",
        "unix+seqpacket:/run/sensor",
        "sctp://cellar:5000",
        "sctp+seqpacket://cellar:5000",
        "memory:sensor"
      })
  void isReadInMemory(String uri) throws Exception {
    EndpointUri where = EndpointUri.valueOf(uri);
    try (MemoryNetwork network = MemoryNetwork.create();
        Sensor sensor = open(network, where)) {
      FutureTask<Void> answer = start(sensor);
      assertEquals("11.5", SensorReading.read(network, where));
      answer.get();
    }
  }

  @Test
  void theSettingMayBeAPropertyAVariableOrALineOfAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("sensor.properties"), "sensor = file:\n");
    Properties lines = new Properties();
    lines.load(Files.newBufferedReader(file));
    Properties system = new Properties();
    Map<String, String> none = Map.of();
    Map<String, String> environment = Map.of("SENSOR", "variable:");
    assertEquals("file:", new Settings(system, none, lines).get("sensor"));
    assertEquals("variable:", new Settings(system, environment, lines).get("sensor"));
    system.setProperty("sensor", "property:");
    assertEquals("property:", new Settings(system, environment, lines).get("sensor"));
  }

  @Test
  void theVariableIsReadByAnotherProcess() throws Exception {
    try (Sensor sensor = open(Network.system(), EndpointUri.valueOf("udp://127.0.0.1:0"))) {
      FutureTask<Void> answer = start(sensor);
      ExampleProcess.Result reading =
          ExampleProcess.run(
              SensorReading.class, folder, List.of(), Map.of("SENSOR", sensor.where().toString()));
      assertEquals(new ExampleProcess.Result(0, "11.5\n", ""), reading);
      answer.get();
    }
  }

  @Test
  void theFileIsReadByAnotherProcess() throws Exception {
    try (Sensor sensor = open(Network.system(), EndpointUri.valueOf("tcp://127.0.0.1:0"))) {
      Files.writeString(folder.resolve("sensor.properties"), "sensor = " + sensor.where() + "\n");
      FutureTask<Void> answer = start(sensor);
      assertEquals(new ExampleProcess.Result(0, "11.5\n", ""), run("-Dother=1"));
      answer.get();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-Dother=1 | sensor is not set: write a URI such as tcp://127.0.0.1:5000",
        "-Dsensor= | sensor: no URI was given: write one such as tcp://127.0.0.1:5000",
        "-Dsensor=cellar:5000?x | sensor: cellar:5000?x: option 'x' has no value: write NAME=VALUE,"
            + " joined by & (and a ? in the address as %3F, a & in a value as %26)",
        "-Dsensor=tpc://cellar:5000 | tpc://cellar:5000: unknown scheme tpc: did you mean tcp?"
            + " (present are SCHEMES)",
        "-Dsensor=tcp://127.0.0.1:5?SO_RCVTIMEO=5 | tcp://127.0.0.1:5?SO_RCVTIMEO=5: SO_RCVTIMEO"
            + " cannot be '5': write a time with its unit, such as 250ms, 5s or 2m"
      })
  void aMistakeIsToldInOneLine(String option, String told) throws Exception {
    String schemes =
        Network.system().schemes().stream().map(SchemeInfo::scheme).collect(joining(", "));
    String line = told.replace("SCHEMES", schemes) + "\n";
    assertEquals(new ExampleProcess.Result(2, "", line), run(option));
  }

  private ExampleProcess.Result run(String option) throws Exception {
    return ExampleProcess.run(SensorReading.class, folder, List.of(option), Map.of());
  }

  private static FutureTask<Void> start(Sensor sensor) {
    Callable<Void> task =
        () -> {
          sensor.answerOnce();
          return null;
        };
    FutureTask<Void> future = new FutureTask<>(task);
    Thread thread = new Thread(future, "sensor");
    thread.setDaemon(true);
    thread.start();
    return future;
  }
}
