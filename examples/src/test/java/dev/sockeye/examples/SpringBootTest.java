package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Spring Boot converts a property to a URI by {@code valueOf}, without an adapter. */
class SpringBootTest {

  @ConfigurationProperties("sensor")
  record SensorProperties(EndpointUri where) {}

  @EnableConfigurationProperties(SensorProperties.class)
  static class Application {}

  private static EndpointUri bound(PropertySource<?> properties) {
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.getEnvironment().getPropertySources().addFirst(properties);
      context.register(Application.class);
      context.refresh();
      return context.getBean(SensorProperties.class).where();
    }
  }

  @Test
  void bindsAProperty() {
    String where = "unix:/run/sensor?SO_RCVTIMEO=5s&mode=0600";
    assertEquals(
        EndpointUri.valueOf(where),
        bound(new MapPropertySource("file", Map.of("sensor.where", where))));
  }

  @Test
  void bindsAVariableOfTheEnvironment() {
    assertEquals(
        EndpointUri.valueOf("udp://cellar:5000"),
        bound(
            new SystemEnvironmentPropertySource(
                "environment", Map.of("SENSOR_WHERE", "udp://cellar:5000"))));
  }

  @Test
  void aMistakeNamesTheKeyAndWhatToWrite() {
    MapPropertySource wrong = new MapPropertySource("file", Map.of("sensor.where", "cellar:5?x"));
    BeanCreationException e = assertThrows(BeanCreationException.class, () -> bound(wrong));
    assertTrue(String.valueOf(e.getCause()).contains("'sensor.where'"), e::toString);
    String root = NestedExceptionUtils.getMostSpecificCause(e).getMessage();
    assertTrue(root.startsWith("cellar:5?x: option 'x' has no value: write NAME=VALUE"), root);
  }
}
