package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.testkit.local.Programs;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: exact bytes, signals, exit status, scarce descriptors. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals and /bin/sh are not Windows's")
class ProcessTest {

  private static final int SIGTERM_STATUS = 143;
  private static final int SIGINT_STATUS = 130;
  private static final int MORE_THAN_A_PIPE = 300_000;

  private final List<Process> started = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void everyByteGoesThroughAsItIs() throws Exception {
    String uri = listening(command("echo", "tcp://127.0.0.1:0"));
    Path sent = Files.write(folder.resolve("sent"), random(5_000_003));
    Path received = folder.resolve("received");
    Process client =
        start(
            command("connect", uri)
                .redirectInput(sent.toFile())
                .redirectOutput(received.toFile())
                .redirectError(Redirect.INHERIT));
    assertEquals(ExitStatus.OK, client.waitFor());
    assertEquals(-1, Files.mismatch(sent, received));
  }

  /** Each takes longer to load than to connect takes. */
  @Test
  void connectLoadsNeitherTheFlightRecorderNorTheParserOfOptions() throws Exception {
    String uri = listening(command("echo", "tcp://127.0.0.1:0"));
    Path log = folder.resolve("loaded");
    ProcessBuilder connect = command("connect", uri);
    connect.command().add(1, "-Xlog:class+load:file=" + log);
    Process client = start(connect.redirectInput(Redirect.from(new File("/dev/null"))));
    assertEquals(ExitStatus.OK, client.waitFor());
    String loaded = Files.readString(log);
    assertTrue(loaded.contains("dev.sockeye.tcp.TcpTransport "), loaded);
    assertFalse(loaded.contains("jdk.jfr.Event "), loaded);
    assertFalse(loaded.contains("picocli"), loaded);
  }

  @Test
  void signalsEndServersCleanly() throws Exception {
    for (String[] server :
        new String[][] {
          {"echo", "tcp://127.0.0.1:0"},
          {"listen", "tcp://127.0.0.1:0"},
          {"relay", "tcp://127.0.0.1:0", "tcp://127.0.0.1:1"}
        }) {
      Process process = start(command(server));
      BufferedReader errors = process.errorReader();
      assertTrue(errors.readLine().startsWith("sockeye: listening on "));
      process.toHandle().destroy(); // SIGTERM, with the streams left open
      assertEquals(SIGTERM_STATUS, process.waitFor());
      assertEquals(null, errors.readLine());
    }
  }

  @Test
  void ctrlCEndsConnectAtOnce() throws Exception {
    String uri = listening(command("echo", "tcp://127.0.0.1:0"));
    ProcessBuilder connect = command("connect", uri);
    // Whatever runs this in the background may have had it ignored.
    connect.command().addAll(0, List.of("env", "--default-signal=INT"));
    Process client = start(connect);
    OutputStream typed = client.getOutputStream();
    typed.write('x');
    typed.flush();
    assertEquals('x', client.getInputStream().read()); // It is up and talking.
    start(new ProcessBuilder("kill", "-INT", Long.toString(client.pid())));
    assertTrue(client.waitFor(20, TimeUnit.SECONDS)); // it would go on for ever
    assertEquals(SIGINT_STATUS, client.exitValue());
    assertEquals("", new String(client.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void aSignalEndsATapThatNobodyReads() throws Exception {
    Path pipe = folder.resolve("tap");
    Programs.run("mkfifo", pipe.toString());
    String uri = listening(command("echo", "tcp://127.0.0.1:0"));
    try (RandomAccessFile unread = new RandomAccessFile(pipe.toFile(), "rw")) { // and has a reader
      Process client = start(command("connect", "--tap", pipe.toString(), uri));
      assertTrue(unread.getFD().valid());
      for (int sent = 0; sent < MORE_THAN_A_PIPE; sent += 10_000) {
        client.getOutputStream().write(random(10_000));
        client.getOutputStream().flush();
        assertArrayEquals(random(10_000), client.getInputStream().readNBytes(10_000));
      }
      client.toHandle().destroy();
      assertTrue(client.waitFor(60, TimeUnit.SECONDS)); // it would go on for ever
      assertEquals(SIGTERM_STATUS, client.exitValue());
    }
  }

  @Test
  void outputThatCannotBeWrittenIsOneLineThatSaysWhy() throws Exception {
    String uri = listening(command("echo", "tcp://127.0.0.1:0"));
    assertEquals(
        "sockeye: standard output: No space left on device: make room on its disk, or write to"
            + " another",
        withOutput(">/dev/full", uri));
    assertEquals(
        "sockeye: standard output: Bad file descriptor: it is closed, redirect it (>/dev/null)",
        withOutput("1</dev/null", uri)); // as the launcher opens it where it is closed
  }

  /** What it says where it cannot print what comes. */
  private String withOutput(String redirection, String uri) throws Exception {
    List<String> line = List.of("/bin/sh", "-c", "echo x | \"$@\" " + redirection, "sh");
    List<String> all = new ArrayList<>(line);
    all.addAll(command("connect", uri).command());
    Process client = start(new ProcessBuilder(all));
    String errors = new String(client.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ExitStatus.FAILED, client.waitFor());
    return errors.strip();
  }

  @Test
  void outputClosedEarlyIsOneLine() throws Exception {
    String uri = listening(command("echo", "tcp://127.0.0.1:0"));
    Path sent = Files.write(folder.resolve("sent"), random(5_000_000));
    Process client = start(command("connect", uri).redirectInput(sent.toFile()));
    client.getInputStream().close();
    String errors = new String(client.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ExitStatus.FAILED, client.waitFor());
    assertEquals(
        "sockeye: standard output: Broken pipe: the program that reads it has ended",
        errors.strip());
  }

  @Test
  void withoutALocaleItIsTheLocaleThatIsToBlame() throws Exception {
    ProcessBuilder connect = command("connect", "unix:/run/\u00e9");
    connect.environment().put("LC_ALL", "C");
    String errors = start(connect).errorReader().readLine();
    assertTrue(errors.contains("use a UTF-8 locale (LC_ALL=C.UTF-8)"), errors);
  }

  @Test
  void echoOutOfDescriptorsTellsOnceAndGoesOn() throws Exception {
    List<String> limited =
        new ArrayList<>( // the jars of the class path take more than 40
            List.of("/bin/sh", "-c", "ulimit -n 64 && exec \"$@\"", "sh"));
    limited.addAll(command("echo", "tcp://127.0.0.1:0").command());
    Process server = start(new ProcessBuilder(limited));
    BufferedReader errors = server.errorReader();
    EndpointUri uri = EndpointUri.valueOf(errors.readLine().replace("sockeye: listening on ", ""));
    List<StreamEndpoint> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        clients.add(Network.system().connectStream(uri));
      }
      String complaint = errors.readLine();
      assertTrue(complaint.contains("EMFILE"), complaint);
      for (StreamEndpoint client : clients.subList(0, 63)) {
        client.close();
      }
      assertEchoes(clients.get(63));
    } finally {
      for (StreamEndpoint client : clients) {
        client.close();
      }
    }
    long cpu = server.info().totalCpuDuration().orElseThrow().toMillis();
    assertTrue(cpu < TimeUnit.SECONDS.toMillis(10), "it did not spin, but used " + cpu + " ms");
  }

  private static void assertEchoes(StreamEndpoint client) throws IOException {
    byte[] bytes = random(1000);
    Streams.writeFully(client, ByteBuffer.wrap(bytes));
    ByteBuffer back = ByteBuffer.allocate(bytes.length);
    Streams.readFully(client, back);
    assertArrayEquals(bytes, back.array());
  }

  private String listening(ProcessBuilder builder) throws IOException {
    return start(builder).errorReader().readLine().replace("sockeye: listening on ", "");
  }

  private static ProcessBuilder command(String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElseThrow());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line);
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
