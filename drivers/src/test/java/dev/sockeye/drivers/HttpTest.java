package dev.sockeye.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.socket.EndpointSocketFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** nginx with OkHttp and with Apache's HttpClient 5, over UNIX sockets, in the clear and by TLS. */
@Timeout(120)
class HttpTest {

  private static NginxServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = NginxServer.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static OkHttpClient okHttp(String uri) throws Exception {
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .socketFactory(new EndpointSocketFactory(uri))
            .dns(host -> List.of(EndpointSocketFactory.unresolved(host)));
    return client
        .sslSocketFactory(
            server.certificates().context().getSocketFactory(), server.certificates().trust())
        .build();
  }

  private static void close(OkHttpClient client) {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private static int length(OkHttpClient client, String url, Protocol expected) throws IOException {
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      assertEquals(200, response.code());
      assertEquals(expected, response.protocol());
      return response.body().bytes().length;
    }
  }

  @Test
  void okHttpInTheClear() throws Exception {
    OkHttpClient client = okHttp(server.plain());
    for (int i = 0; i < 20; i++) {
      assertEquals(
          NginxServer.FILE_BYTES, length(client, "http://localhost/file", Protocol.HTTP_1_1));
    }
    assertEquals(1, client.connectionPool().connectionCount());
    close(client);
  }

  @Test
  void okHttpSpeaksHttp2() throws Exception {
    OkHttpClient client = okHttp(server.tls());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Integer>> lengths = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lengths.add(threads.submit(() -> length(client, "https://localhost/file", Protocol.HTTP_2)));
    }
    for (Future<Integer> length : lengths) {
      assertEquals(NginxServer.FILE_BYTES, length.get());
    }
    threads.shutdown();
    close(client);
  }

  private static CloseableHttpClient httpClient(String uri) throws Exception {
    EndpointSocketFactory sockets = new EndpointSocketFactory(uri);
    PoolingHttpClientConnectionManagerBuilder connections =
        new PoolingHttpClientConnectionManagerBuilder() {
          @Override
          protected HttpClientConnectionOperator createConnectionOperator(
              SchemePortResolver ports, DnsResolver dns, TlsSocketStrategy tls) {
            return new DefaultHttpClientConnectionOperator(
                proxy -> sockets.createSocket(),
                ports,
                dns,
                RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build());
          }
        };
    return HttpClients.custom()
        .setConnectionManager(
            connections
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(server.certificates().context()))
                .build())
        .build();
  }

  private static void getTwenty(String uri, String url) throws Exception {
    try (CloseableHttpClient client = httpClient(uri)) {
      for (int i = 0; i < 20; i++) {
        int length =
            client.execute(
                new HttpGet(url), response -> EntityUtils.toByteArray(response.getEntity()).length);
        assertEquals(NginxServer.FILE_BYTES, length);
      }
    }
  }

  @Test
  void httpClientInTheClear() throws Exception {
    getTwenty(server.plain(), "http://localhost/file");
  }

  @Test
  void httpClientByTls() throws Exception {
    getTwenty(server.tls(), "https://localhost/file");
  }
}
