"""Rows of the Mandelbrot set by a pool."""

from multiprocessing import Pool

from method import choose

WIDTH = 160
HEIGHT = 80
STEPS = 60


def row(y):
    inside = 0
    for x in range(WIDTH):
        cr = x * 3.0 / WIDTH - 2.0
        ci = y * 2.0 / HEIGHT - 1.0
        zr = zi = 0.0
        steps = 0
        while steps < STEPS and zr * zr + zi * zi <= 4.0:
            zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
            steps += 1
        inside += steps == STEPS
    return inside


if __name__ == "__main__":
    choose()
    with Pool(2) as pool:
        print("inside", sum(pool.map(row, range(HEIGHT))))
