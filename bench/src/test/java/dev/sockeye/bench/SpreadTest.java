package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void ofFiveFiguresTheQuartilesAreFigures() {
    assertEquals(new Spread(2, 3, 4, 5), Spread.of(1, 2, 3, 4, 5));
  }

  @Test
  void quartilesBetweenTwoFiguresAreInterpolated() {
    assertEquals(new Spread(17.5, 25, 32.5, 4), Spread.of(10, 20, 30, 40));
  }

  @Test
  void oneFigureIsItsOwnSpread() {
    assertEquals(new Spread(7, 7, 7, 1), Spread.of(7));
  }

  @Test
  void theOrderOfTheFiguresDoesNotMatterAndIsKept() {
    double[] figures = {5, 1, 4, 2, 3};
    assertEquals(new Spread(2, 3, 4, 5), Spread.of(figures));
    assertArrayEquals(new double[] {5, 1, 4, 2, 3}, figures);
  }

  @Test
  void oneFigureFarOffDoesNotMoveTheMiddle() {
    assertEquals(3, Spread.of(1, 2, 3, 4, 1_000_000).median());
  }
}
