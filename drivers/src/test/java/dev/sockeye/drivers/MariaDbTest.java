package dev.sockeye.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** MariaDB with its own driver and with MySQL's, over a UNIX socket, in the clear and by TLS. */
@Timeout(120)
class MariaDbTest {

  private static MariaDbServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = MariaDbServer.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private record Way(String name, String url, boolean isEncrypted) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Way> ways() {
    Path certificate = server.certificate();
    return Stream.of(
        new Way("MariaDB's driver", mariaDb(), false),
        new Way(
            "MariaDB's driver by TLS",
            mariaDb() + "&sslMode=verify-ca&serverSslCert=" + certificate,
            true),
        new Way("MySQL's driver", mySql() + "&sslMode=DISABLED", false),
        new Way("MySQL's driver by TLS", mySql() + "&sslMode=REQUIRED", true));
  }

  private static String mariaDb() {
    return "jdbc:mariadb://localhost/mysql?user=root&socketFactory="
        + MariaDbSockets.class.getName()
        + "&endpoint=unix:"
        + server.socket();
  }

  private static String mySql() {
    return "jdbc:mysql://localhost/mysql?user=root&socketFactory="
        + "dev.sockeye.socket.mysql.MysqlSocketFactory&endpoint="
        + URLEncoder.encode("unix:" + server.socket(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void answers(Way way) throws SQLException {
    try (Connection connection = DriverManager.getConnection(way.url());
        Statement statement = connection.createStatement()) {
      assertEquals(way.isEncrypted(), !cipher(statement).isEmpty());
      statement.execute("CREATE TEMPORARY TABLE t (i INT, s LONGTEXT)");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        insert.setInt(1, 1);
        insert.setString(2, "x".repeat(3_000_000));
        insert.execute();
      }
      try (ResultSet rows = statement.executeQuery("SELECT i, LENGTH(s), s FROM t")) {
        assertTrue(rows.next());
        assertEquals(3_000_000, rows.getInt(2));
        assertEquals(3_000_000, rows.getString(3).length());
      }
    }
  }

  private static String cipher(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SHOW STATUS LIKE 'Ssl_cipher'")) {
      assertTrue(row.next());
      return row.getString(2);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void readsARowAtATime(Way way) throws SQLException {
    try (Connection connection = DriverManager.getConnection(way.url());
        Statement statement = connection.createStatement()) {
      statement.setFetchSize(way.name().startsWith("MySQL") ? Integer.MIN_VALUE : 100);
      try (ResultSet rows = statement.executeQuery("SELECT seq FROM seq_1_to_100000")) {
        int expected = 0;
        while (rows.next()) {
          assertEquals(++expected, rows.getInt(1));
        }
        assertEquals(100_000, expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void cancels(Way way) throws Exception {
    try (Connection connection = DriverManager.getConnection(way.url());
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThrows(SQLException.class, () -> longQuery(statement));
      statement.setQueryTimeout(0);
      try (ResultSet row = statement.executeQuery("SELECT 7")) {
        assertTrue(row.next());
      }
    }
  }

  private static void longQuery(Statement statement) throws SQLException {
    String product = "SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b, seq_1_to_1000 c";
    try (ResultSet rows = statement.executeQuery(product)) {
      rows.next();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void endsAtTheSocketTimeout(Way way) throws SQLException {
    String url = way.url() + "&socketTimeout=700";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      assertThrows(SQLException.class, () -> statement.executeQuery("SELECT SLEEP(30)"));
    }
  }
}
