package dev.sockeye.drivers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.socket.EndpointSocketFactory;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Angus Mail with a server in the test, in memory: no port, no file. */
@Timeout(60)
class MailTest {

  private static final EndpointUri SERVER = EndpointUri.valueOf("tcp://mail.example:25");

  private final List<String> received = new ArrayList<>();

  @Test
  void sendsAMessage() throws Exception {
    MemoryNetwork network = MemoryNetwork.create();
    try (Listener<StreamEndpoint> listener = network.listenStream(SERVER)) {
      Background server = Background.of(() -> serve(listener));
      Session session = Session.getInstance(properties(network));
      MimeMessage message = new MimeMessage(session);
      message.setFrom(new InternetAddress("spawner@river.example"));
      message.setRecipients(Message.RecipientType.TO, "lake@example");
      message.setSubject("Upstream");
      message.setText("The water is cold.");
      Transport.send(message);
      server.join();
    }
    assertTrue(received.contains("MAIL FROM:<spawner@river.example>"), received.toString());
    assertTrue(received.contains("RCPT TO:<lake@example>"), received.toString());
    assertTrue(received.contains("The water is cold."), received.toString());
    assertEquals("QUIT", received.get(received.size() - 1));
  }

  private static Properties properties(MemoryNetwork network) {
    Properties properties = new Properties();
    properties.put("mail.smtp.host", "mail.example");
    properties.put("mail.smtp.socketFactory", new EndpointSocketFactory(network, SERVER));
    properties.put("mail.smtp.timeout", "20000");
    return properties;
  }

  /** As much of RFC 5321 as a client needs. */
  private void serve(Listener<StreamEndpoint> listener) throws IOException {
    try (StreamEndpoint client = listener.accept();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(Streams.inputStream(client), US_ASCII));
        OutputStream out = Streams.outputStream(client)) {
      reply(out, "220 mail.example");
      boolean data = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        received.add(line);
        data = data ? !line.equals(".") : line.equals("DATA");
        if (!data || line.equals("DATA")) {
          reply(out, data ? "354 go on" : line.equals("QUIT") ? "221 bye" : "250 mail.example");
        }
      }
    }
  }

  private static void reply(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(US_ASCII));
  }
}
