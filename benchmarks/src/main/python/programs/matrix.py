"""A product of matrices, a row for each task; the second matrix goes along with each."""

from multiprocessing import Pool

from method import choose

SIZE = 60


def row_times(row, matrix):
    return [sum(row[k] * matrix[k][j] for k in range(SIZE)) for j in range(SIZE)]


if __name__ == "__main__":
    choose()
    left = [[i + j for j in range(SIZE)] for i in range(SIZE)]
    right = [[2 * i - j for j in range(SIZE)] for i in range(SIZE)]
    with Pool(2) as pool:
        product = pool.starmap(row_times, [(row, right) for row in left])
    print("trace", sum(product[i][i] for i in range(SIZE)))
