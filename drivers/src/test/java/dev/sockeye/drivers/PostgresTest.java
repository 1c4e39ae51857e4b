package dev.sockeye.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sockeye.socket.EndpointSocketFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** PostgreSQL's own driver, and a pool of its connections, over a UNIX socket. */
@Timeout(120)
class PostgresTest {

  private static final int ROWS = 300_000;

  private static PostgresServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static String url(String uri, String... parameters) {
    return "jdbc:postgresql://localhost/postgres?user=postgres&socketFactory="
        + EndpointSocketFactory.class.getName()
        + "&socketFactoryArg="
        + uri
        + String.join("", List.of(parameters).stream().map(each -> "&" + each).toList());
  }

  private static String unix() {
    return "unix:" + server.socket();
  }

  private static Connection connect(String... parameters) throws SQLException {
    return DriverManager.getConnection(url(unix(), parameters));
  }

  private static int one(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertTrue(result.next());
      return result.getInt(1);
    }
  }

  @Test
  void readsByCursor() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(1000);
        try (ResultSet rows =
            statement.executeQuery("SELECT i, repeat('x', 50) FROM generate_series(1, 300000) i")) {
          int expected = 0;
          while (rows.next()) {
            assertEquals(++expected, rows.getInt(1));
            assertEquals(50, rows.getString(2).length());
          }
          assertEquals(ROWS, expected);
        }
      }
    }
  }

  @Test
  void cancelsByAConnectionOfItsOwn() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      Background query = Background.of(() -> statement.execute("SELECT pg_sleep(60)"));
      awaitActive("SELECT pg_sleep(60)");
      statement.cancel();
      SQLException e = assertInstanceOf(SQLException.class, query.failure());
      assertEquals("57014", e.getSQLState(), e.toString());
      assertEquals(7, one(connection, "SELECT 7"));
    }
  }

  private static void awaitActive(String query) throws SQLException, InterruptedException {
    try (Connection connection = connect()) {
      String active =
          "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '%s'"
              .formatted(query);
      while (one(connection, active) == 0) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }

  @Test
  void endsAtTheSocketTimeout() throws SQLException {
    try (Connection connection = connect("socketTimeout=1");
        Statement statement = connection.createStatement()) {
      SQLException e =
          assertThrows(SQLException.class, () -> statement.execute("SELECT pg_sleep(30)"));
      assertEquals("08006", e.getSQLState(), e.toString());
      assertInstanceOf(SocketTimeoutException.class, e.getCause());
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void endsAtTheNetworkTimeout() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 300);
      assertEquals(300, connection.getNetworkTimeout());
      SQLException e =
          assertThrows(SQLException.class, () -> statement.execute("SELECT pg_sleep(30)"));
      assertInstanceOf(SocketTimeoutException.class, e.getCause());
    }
  }

  @Test
  void isNotified() throws SQLException {
    try (Connection listening = connect();
        Connection notifying = connect();
        Statement listen = listening.createStatement();
        Statement notify = notifying.createStatement()) {
      PGConnection notified = listening.unwrap(PGConnection.class);
      listen.execute("LISTEN news");
      assertEquals(0, notified.getNotifications(50).length);
      notify.execute("NOTIFY news, 'first'");
      PGNotification[] got = notified.getNotifications(10_000);
      assertEquals(1, got.length);
      assertEquals("first", got[0].getParameter());
      assertEquals(3, one(listening, "SELECT 3"));
    }
  }

  @Test
  void copiesInAndOut() throws SQLException, IOException {
    byte[] lines =
        String.join(
                "", IntStream.range(0, 100_000).mapToObj(i -> i + "\tline " + i + "\n").toList())
            .getBytes(UTF_8);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE lines (i int, line text)");
      PGConnection copying = connection.unwrap(PGConnection.class);
      assertEquals(
          100_000,
          copying.getCopyAPI().copyIn("COPY lines FROM STDIN", new ByteArrayInputStream(lines)));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      copying.getCopyAPI().copyOut("COPY (SELECT * FROM lines ORDER BY i) TO STDOUT", out);
      assertEquals(new String(lines, UTF_8), out.toString(UTF_8));
    }
  }

  @Test
  void isAborted() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      Background query = Background.of(() -> statement.execute("SELECT pg_sleep(61)"));
      awaitActive("SELECT pg_sleep(61)");
      connection.abort(Runnable::run);
      SQLException e = assertInstanceOf(SQLException.class, query.failure());
      assertEquals("08006", e.getSQLState(), e.toString());
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void survivesAnInterrupt() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      Background query =
          Background.of(
              () -> {
                statement.execute("SELECT pg_sleep(1.5)");
                assertTrue(Thread.currentThread().isInterrupted());
              });
      awaitActive("SELECT pg_sleep(1.5)");
      query.interrupt();
      query.join();
      assertEquals(8, one(connection, "SELECT 8"));
    }
  }

  @Test
  void survivesAnInterruptBefore() throws SQLException {
    try (Connection connection = connect()) {
      Thread.currentThread().interrupt();
      try {
        assertEquals(9, one(connection, "SELECT 9"));
      } finally {
        assertTrue(Thread.interrupted());
      }
    }
  }

  @Test
  void encrypts() throws SQLException {
    String tcp = "tcp://127.0.0.1:" + server.port();
    try (Connection connection = DriverManager.getConnection(url(tcp, "sslmode=require"))) {
      assertEquals(
          1,
          one(connection, "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()"));
    }
  }

  @Test
  void tellsWhatIsWrongWithTheUri() {
    SQLException none =
        assertThrows(
            SQLException.class, () -> DriverManager.getConnection(url("unix:/no/such/socket")));
    assertEquals("08001", none.getSQLState(), none.toString());
    SQLException unknown =
        assertThrows(SQLException.class, () -> DriverManager.getConnection(url("unxi:/x")));
    assertTrue(causes(unknown).contains("did you mean unix?"), causes(unknown));
    assertFalse(unknown.getMessage().contains("unusual"), unknown.toString());
  }

  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      text.append(each).append('\n');
    }
    return text.toString();
  }

  @Test
  void isPooled() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      usePool(threads);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "this JDK has no virtual threads")
  void isPooledForVirtualThreads() throws Exception {
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try {
      usePool(threads);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void usePool(ExecutorService threads) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(unix()));
    config.setMaximumPoolSize(4);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int number = i;
        answers.add(
            threads.submit(
                () -> {
                  try (Connection connection = pool.getConnection()) {
                    return one(connection, "SELECT " + number);
                  }
                }));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertEquals(i, answers.get(i).get(60, TimeUnit.SECONDS));
      }
      assertTrue(pool.getHikariPoolMXBean().getTotalConnections() <= 4);
    }
  }

  /** The socket's file is what the driver is given; a path with escapes is read by it. */
  @Test
  void readsEscapesInTheUri() throws SQLException {
    Path socket = server.socket();
    String escaped = "unix%3A" + socket.toString().replace("/", "%2F") + "%3FSO_RCVTIMEO%3D30s";
    try (Connection connection = DriverManager.getConnection(url(escaped))) {
      assertEquals(4, one(connection, "SELECT 4"));
    }
  }
}
