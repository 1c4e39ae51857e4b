package dev.sockeye.bench.contest;

import dev.sockeye.socket.EndpointSocketFactory;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A connection to PostgreSQL that asks for a row by its key, as {@code pgbench --select-only} does.
 */
final class JdbcPeers implements Contender {

  private static final int ROWS = 10_000;

  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS accounts AS"
          + " SELECT generate_series(1, "
          + ROWS
          + ") AS aid, 0 AS abalance";

  private static final String KEY =
      "CREATE UNIQUE INDEX IF NOT EXISTS accounts_key ON accounts(aid)";

  private final Connection connection;
  private final PreparedStatement query;
  private int next;

  private JdbcPeers(String url) throws IOException {
    try {
      connection = DriverManager.getConnection(url);
      try (Statement statement = connection.createStatement()) {
        statement.execute(TABLE);
        statement.execute(KEY);
      }
      query = connection.prepareStatement("SELECT abalance FROM accounts WHERE aid = ?");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static String by(String factory, String argument) {
    return "jdbc:postgresql://localhost/postgres?user=postgres&sslmode=disable&socketFactory="
        + factory
        + "&socketFactoryArg="
        + argument;
  }

  /** Over its UNIX socket, by Sockeye's view. */
  static Contender sockeye() throws IOException {
    return new JdbcPeers(
        by(EndpointSocketFactory.class.getName(), "unix:" + Postgres.get().socket()));
  }

  /** Over its UNIX socket, by junixsocket. */
  static Contender junixsocket() throws IOException {
    return new JdbcPeers(
        by("org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg", "" + Postgres.get().socket()));
  }

  /** Over a port of the loopback interface, as pgjdbc does it itself. */
  static Contender tcp() throws IOException {
    return new JdbcPeers(
        "jdbc:postgresql://127.0.0.1:"
            + Postgres.get().port()
            + "/postgres?user=postgres&sslmode=disable");
  }

  @Override
  public void run(int queries) throws IOException {
    try {
      for (int i = 0; i < queries; i++) {
        next = next % ROWS + 1;
        query.setInt(1, next);
        try (ResultSet row = query.executeQuery()) {
          if (!row.next() || row.getInt(1) != 0) {
            throw new IOException("account " + next + " is not there");
          }
        }
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
