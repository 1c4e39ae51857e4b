package dev.sockeye.bench.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Holds connections to an echo server that does nothing meanwhile. For each line of its input, a
 * number of connections and one of requests, it opens so many more, has so many requests answered
 * on each, and prints "ready". A request is a frame: 4 bytes of its length and then its bytes.
 */
public final class IdleClient {

  private static final int SIZE = 64;
  private static final int PATIENCE_MILLIS = 20_000;

  private final SocketFactory factory;
  private final String host;
  private final int port;
  private final List<Socket> sockets = new ArrayList<>();
  private final byte[] request =
      ByteBuffer.allocate(SIZE).putInt(SIZE - Integer.BYTES).putLong(0x0123456789abcdefL).array();

  private IdleClient(SocketFactory factory, String host, int port) {
    this.factory = factory;
    this.host = host;
    this.port = port;
  }

  /**
   * Runs it.
   *
   * @param args {@code tcp} or {@code tls}; {@code host:port}
   * @throws IOException if a connection fails, or an answer is wrong
   * @throws GeneralSecurityException if there is no TLS
   */
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    SocketFactory factory = args[0].equals("tls") ? tls() : SocketFactory.getDefault();
    int colon = args[1].lastIndexOf(':');
    IdleClient client =
        new IdleClient(
            factory, args[1].substring(0, colon), Integer.parseInt(args[1].substring(colon + 1)));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line; (line = in.readLine()) != null; ) {
      String[] numbers = line.split(" ", -1);
      client.open(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
      System.out.println("ready");
    }
  }

  private void open(int connections, int requests) throws IOException {
    for (int i = 0; i < connections; i++) {
      Socket socket = factory.createSocket(host, port);
      sockets.add(socket);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      for (int k = 0; k < requests; k++) {
        ask(socket);
      }
    }
  }

  private void ask(Socket socket) throws IOException {
    socket.getOutputStream().write(request);
    byte[] answer = socket.getInputStream().readNBytes(SIZE);
    if (!Arrays.equals(answer, request)) {
      throw new IOException("connection " + sockets.size() + ": a wrong answer");
    }
  }

  /** Whoever the server is: it has a key of its own making. */
  private static SocketFactory tls() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    return context.getSocketFactory();
  }

  private static final class TrustAll implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
