package dev.sockeye.examples.statsd;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/**
 * A statsd agent as an application of Spring Boot: it takes counters, gauges and timings from
 * wherever its settings say, by datagrams of UDP and of the UNIX domain alike.
 *
 * <pre>
 * statsd.listen = udp://:8125, unix+dgram:/run/statsd.sock?MODE=0666
 * </pre>
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StatsdAgent.Settings.class)
public class StatsdAgent {

  /**
   * What is to be set.
   *
   * @param listen where values come from
   */
  @ConfigurationProperties("statsd")
  public record Settings(List<EndpointUri> listen) {}

  /** Creates the configuration; Spring does. */
  public StatsdAgent() {}

  /** Spring Boot asks the bean of this name about all settings. */
  @Bean
  static Validator configurationPropertiesValidator() {
    return Validator.forInstanceOf(Settings.class, StatsdAgent::check);
  }

  private static void check(Settings settings, Errors errors) {
    for (int i = 0; i < settings.listen().size(); i++) {
      try {
        Network.system().check(settings.listen().get(i), MessageEndpoint.class);
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        errors.rejectValue("listen[" + i + "]", "uri", e.getMessage());
      }
    }
  }

  @Bean
  Totals totals() {
    return new Totals();
  }

  /** Spring closes it, with what has come by then. */
  @Bean
  Server server(Settings settings, Totals totals) throws IOException {
    ServerBuilder builder = Server.builder().name("statsd");
    for (EndpointUri uri : settings.listen()) {
      builder.serveMessages(uri, request -> totals.add(request.payload()));
    }
    return builder.start();
  }

  /**
   * Runs the agent until it is stopped.
   *
   * @param args settings, such as {@code --statsd.listen=udp://:8125}
   */
  public static void main(String[] args) {
    SpringApplication.run(StatsdAgent.class, args);
  }
}
