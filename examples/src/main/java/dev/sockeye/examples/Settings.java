package dev.sockeye.examples;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * What a program is told from outside: a system property ({@code -Dsensor=...}) goes before a
 * variable of the environment ({@code SENSOR}), and that before a line of a properties file.
 */
record Settings(Properties system, Map<String, String> environment, Properties file) {

  static Settings load(Path path) throws IOException {
    Properties file = new Properties();
    if (Files.exists(path)) {
      try (Reader reader = Files.newBufferedReader(path)) {
        file.load(reader);
      }
    }
    return new Settings(System.getProperties(), System.getenv(), file);
  }

  String get(String key) {
    String variable = environment.get(key.toUpperCase(Locale.ROOT).replace('.', '_'));
    return system.getProperty(key, variable != null ? variable : file.getProperty(key));
  }
}
