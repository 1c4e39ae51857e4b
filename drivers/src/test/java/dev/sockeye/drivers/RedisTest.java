package dev.sockeye.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.socket.EndpointSocketFactory;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Redis with Jedis, over a UNIX socket. */
@Timeout(120)
class RedisTest {

  private static ServerFolder folder;
  private static ServerProgram server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    ServerProgram.require("redis-server", "redis-server");
    folder = ServerFolder.create();
    Path socket = socket();
    server =
        ServerProgram.start(
            folder,
            () -> ServerProgram.accepts(socket),
            "redis-server",
            "--port",
            "0",
            "--unixsocket",
            socket.toString(),
            "--save",
            "");
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
      folder.close();
    }
  }

  private static Path socket() {
    return folder.resolve("redis.sock");
  }

  private static Jedis jedis(DefaultJedisClientConfig.Builder config) {
    String uri = "unix:" + socket();
    EndpointSocketFactory sockets = new EndpointSocketFactory(uri);
    JedisSocketFactory factory =
        () -> {
          try {
            return sockets.createSocket("localhost", 6379);
          } catch (IOException e) {
            throw new JedisConnectionException(e);
          }
        };
    return new Jedis(new Connection(factory, config.build()));
  }

  private static Jedis jedis() {
    return jedis(DefaultJedisClientConfig.builder());
  }

  @Test
  void keepsWhatItIsGiven() {
    try (Jedis redis = jedis()) {
      assertEquals("OK", redis.set("fish", "sockeye"));
      assertEquals("sockeye", redis.get("fish"));
      byte[] big = new byte[5_000_000];
      big[4_999_999] = 1;
      redis.set("big".getBytes(UTF_8), big);
      assertEquals(5_000_000, redis.strlen("big"));
    }
  }

  @Test
  void pipelines() {
    try (Jedis redis = jedis()) {
      Pipeline pipeline = redis.pipelined();
      for (int i = 0; i < 10_000; i++) {
        pipeline.incr("count");
      }
      List<Object> answers = pipeline.syncAndReturnAll();
      assertEquals(
          IntStream.rangeClosed(1, 10_000).mapToObj(i -> (Object) (long) i).toList(), answers);
    }
  }

  @Test
  void publishes() throws InterruptedException {
    CountDownLatch subscribed = new CountDownLatch(1);
    List<String> heard = new CopyOnWriteArrayList<>();
    JedisPubSub listener =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int count) {
            subscribed.countDown();
          }

          @Override
          public void onMessage(String channel, String message) {
            heard.add(message);
            unsubscribe();
          }
        };
    try (Jedis subscriber = jedis();
        Jedis publisher = jedis()) {
      Background listening = Background.of(() -> subscriber.subscribe(listener, "news"));
      assertTrue(subscribed.await(20, TimeUnit.SECONDS));
      assertEquals(1, publisher.publish("news", "upstream"));
      listening.join();
      assertEquals(List.of("upstream"), heard);
    }
  }

  @Test
  void endsAtTheTimeout() {
    try (Jedis redis = jedis(DefaultJedisClientConfig.builder().blockingSocketTimeoutMillis(300))) {
      assertEquals("PONG", redis.ping());
      JedisConnectionException e =
          assertThrows(JedisConnectionException.class, () -> redis.blpop(30, "nothing"));
      assertInstanceOf(SocketTimeoutException.class, e.getCause());
    }
  }
}
