package dev.sockeye.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How long a test case may take before the {@link Watchdog} fails it. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface TimeLimit {

  /** The limit of cases that say nothing, in seconds. */
  int DEFAULT_SECONDS = 60;

  /**
   * The limit.
   *
   * @return seconds
   */
  int seconds();
}
