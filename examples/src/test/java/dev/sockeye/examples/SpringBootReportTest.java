package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/** What Spring Boot reports when an application starts with a URI that cannot be used. */
class SpringBootReportTest {

  private static final Logger REPORTS =
      Logger.getLogger("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter");

  private final List<String> reports = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          reports.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @ConfigurationProperties("sensor")
  record SensorProperties(EndpointUri where) {}

  private static void check(SensorProperties sensor, Errors errors) {
    try {
      Network.system().check(sensor.where(), StreamEndpoint.class);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      errors.rejectValue("where", "uri", e.getMessage());
    }
  }

  @EnableConfigurationProperties(SensorProperties.class)
  static class Application {
    @Bean
    static Validator configurationPropertiesValidator() {
      return Validator.forInstanceOf(SensorProperties.class, SpringBootReportTest::check);
    }
  }

  @BeforeEach
  void listen() {
    System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    REPORTS.addHandler(handler);
  }

  @AfterEach
  void restore() {
    REPORTS.removeHandler(handler);
    System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
  }

  private static ConfigurableApplicationContext run(String where) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    return application.run("--sensor.where=" + where, "--spring.main.banner-mode=off");
  }

  @Test
  void whatCanBeUsedStarts() {
    try (ConfigurableApplicationContext context = run("tcp://cellar:5000?SO_RCVTIMEO=5s")) {
      assertEquals("tcp", context.getBean(SensorProperties.class).where().scheme());
    }
    assertEquals(List.of(), reports);
  }

  @Test
  void aMistakeIsReportedWithThePropertyItsValueAndWhatToWrite() {
    assertThrows(Exception.class, () -> run("tcp://cellar:5000?SO_RCVTIMEO=5").close());
    assertEquals(1, reports.size());
    String report = reports.get(0);
    assertTrue(report.contains("APPLICATION FAILED TO START"), report);
    assertTrue(report.contains("Property: sensor.where"), report);
    assertTrue(report.contains("Value: \"tcp://cellar:5000?SO_RCVTIMEO=5\""), report);
    assertTrue(report.contains("write a time with its unit, such as 250ms, 5s or 2m"), report);
  }

  @Test
  void soIsAShapeThatTheSchemeHasNot() {
    assertThrows(Exception.class, () -> run("udp://cellar:5000").close());
    assertTrue(reports.get(0).contains("Property: sensor.where"), reports::toString);
    assertTrue(reports.get(0).contains("and makes no stream: ask for messages"), reports::toString);
  }
}
