package io.github.procession.thirdparty;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialFunction;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.complex.ComplexField;
import org.apache.commons.math3.complex.Quaternion;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.fraction.BigFraction;
import org.apache.commons.math3.geometry.euclidean.threed.Rotation;
import org.apache.commons.math3.geometry.euclidean.threed.Vector3D;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.BlockRealMatrix;
import org.apache.commons.math3.linear.DiagonalMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.apache.commons.math3.util.Decimal64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.data.FMatrixRMaj;
import org.ejml.simple.SimpleMatrix;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateXYZM;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineSegment;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.impl.CoordinateArraySequence;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.index.quadtree.Quadtree;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.longlong.Roaring64Bitmap;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

final class Mathematics {
    private Mathematics() {}

    static List<Sample> samples() {
        Samples math = new Samples("Commons Math");
        math.add("Complex", () -> new Complex(1, 2))
                .add("ComplexField", ComplexField::getInstance)
                .add("Quaternion", () -> new Quaternion(1, 2, 3, 4))
                .add("BigFraction", () -> new BigFraction(1, 3))
                .add("Decimal64", () -> new Decimal64(1.5))
                .add("Array2DRowRealMatrix", () -> new Array2DRowRealMatrix(new double[][] {{1, 2}, {3, 4}}))
                .add("BlockRealMatrix", () -> new BlockRealMatrix(new double[][] {{1, 2}, {3, 4}}))
                .add("DiagonalMatrix", () -> new DiagonalMatrix(new double[] {1, 2}))
                .add("OpenMapRealMatrix", () -> MatrixUtils.createRealIdentityMatrix(3))
                .add("ArrayRealVector", () -> new ArrayRealVector(new double[] {1, 2}))
                .add("Vector3D", () -> new Vector3D(1, 2, 3))
                .add("Rotation", () -> new Rotation(1, 0, 0, 0, false), r -> ((Rotation) r).getQ0())
                .add("PolynomialFunction", () -> new PolynomialFunction(new double[] {1, 2}))
                .add(
                        "PolynomialSplineFunction",
                        () -> new SplineInterpolator().interpolate(new double[] {0, 1, 2}, new double[] {0, 1, 4}),
                        f -> ((PolynomialSplineFunction) f).value(1.5))
                .add("NormalDistribution", () -> new NormalDistribution(1, 2), d -> ((NormalDistribution) d).density(1))
                .add(
                        "PoissonDistribution",
                        () -> new PoissonDistribution(3),
                        d -> ((PoissonDistribution) d).probability(1))
                .add("MersenneTwister", () -> new MersenneTwister(5), r -> ((RandomGenerator) r).nextInt())
                .add("SummaryStatistics", () -> {
                    SummaryStatistics statistics = new SummaryStatistics();
                    statistics.addValue(1);
                    statistics.addValue(4);
                    return statistics;
                })
                .text("DescriptiveStatistics", () -> new DescriptiveStatistics(new double[] {1, 2}))
                .add(
                        "SimpleRegression",
                        () -> {
                            SimpleRegression regression = new SimpleRegression();
                            regression.addData(new double[][] {{1, 2}, {2, 4}});
                            return regression;
                        },
                        r -> ((SimpleRegression) r).getSlope())
                .add(
                        "LUDecomposition",
                        () -> new LUDecomposition(MatrixUtils.createRealIdentityMatrix(2)),
                        d -> ((LUDecomposition) d).getDeterminant());
        Samples jts = new Samples("JTS");
        for (String text : List.of(
                "POINT (1 2)",
                "POINT EMPTY",
                "LINESTRING (0 0, 1 1)",
                "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1))",
                "MULTIPOINT ((1 2), (3 4))",
                "MULTILINESTRING ((0 0, 1 1))",
                "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)))",
                "GEOMETRYCOLLECTION (POINT (1 2))")) {
            jts.add(text.substring(0, Math.min(20, text.length())), () -> read(text));
        }
        jts.add("Coordinate", () -> new Coordinate(1, 2))
                .add("CoordinateXYZM", () -> new CoordinateXYZM(1, 2, 3, 4))
                .add("Envelope", () -> new Envelope(1, 2, 3, 4))
                .add(
                        "GeometryFactory",
                        () -> new GeometryFactory(new PrecisionModel(10), 4326),
                        f -> ((GeometryFactory) f).getSRID())
                .add("PrecisionModel", () -> new PrecisionModel(10))
                .add("PrecisionModel.FLOATING", PrecisionModel::new)
                .text(
                        "CoordinateArraySequence",
                        () -> new CoordinateArraySequence(new Coordinate[] {new Coordinate(1, 2)}))
                .add("LineSegment", () -> new LineSegment(0, 0, 1, 1))
                .add(
                        "Geometry with user data",
                        () -> {
                            Geometry geometry = read("POINT (1 2)");
                            geometry.setUserData("u");
                            return geometry;
                        },
                        g -> ((Geometry) g).getUserData())
                .add(
                        "PreparedGeometry",
                        () -> PreparedGeometryFactory.prepare(read("POLYGON ((0 0, 4 0, 4 4, 0 0))")),
                        g -> ((org.locationtech.jts.geom.prep.PreparedGeometry) g).contains(read("POINT (3 1)")))
                .add("STRtree", Mathematics::tree, t -> ((STRtree) t).query(new Envelope(0, 5, 0, 5)))
                .add(
                        "Quadtree",
                        () -> {
                            Quadtree tree = new Quadtree();
                            tree.insert(new Envelope(1, 2, 1, 2), "a");
                            return tree;
                        },
                        t -> ((Quadtree) t).query(new Envelope(0, 5, 0, 5)));
        Samples ejml = new Samples("EJML");
        ejml.add("DMatrixRMaj", () -> new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}}), m -> data((DMatrixRMaj) m))
                .add(
                        "FMatrixRMaj",
                        () -> new FMatrixRMaj(new float[][] {{1, 2}, {3, 4}}),
                        m -> ((FMatrixRMaj) m).get(1, 1))
                .add(
                        "DMatrixSparseCSC",
                        () -> {
                            DMatrixSparseCSC matrix = new DMatrixSparseCSC(2, 2);
                            matrix.set(1, 1, 5);
                            return matrix;
                        },
                        m -> ((DMatrixSparseCSC) m).get(1, 1))
                .add(
                        "SimpleMatrix",
                        () -> new SimpleMatrix(new double[][] {{1, 2}, {3, 4}}),
                        m -> ((SimpleMatrix) m).mult((SimpleMatrix) m).get(1, 1))
                .add(
                        "SimpleMatrix, complex",
                        () -> new SimpleMatrix(2, 2, org.ejml.data.MatrixType.ZDRM),
                        m -> ((SimpleMatrix) m).getNumRows());
        Samples roaring = new Samples("RoaringBitmap");
        roaring.add("RoaringBitmap", () -> RoaringBitmap.bitmapOf(1, 5, 100_000))
                .add("RoaringBitmap, runs", () -> {
                    RoaringBitmap bitmap = RoaringBitmap.bitmapOfRange(5, 200_000);
                    bitmap.runOptimize();
                    return bitmap;
                })
                .add("Roaring64Bitmap", () -> Roaring64Bitmap.bitmapOf(1, 1L << 40))
                .add("Roaring64NavigableMap", () -> Roaring64NavigableMap.bitmapOf(1, 1L << 40));
        math.list().addAll(jts.list());
        math.list().addAll(ejml.list());
        math.list().addAll(roaring.list());
        return math.list();
    }

    private static Object data(DMatrixRMaj matrix) {
        return Arrays.toString(matrix.data);
    }

    private static Geometry read(String text) {
        try {
            return new WKTReader().read(text);
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static STRtree tree() {
        STRtree tree = new STRtree();
        tree.insert(new Envelope(1, 2, 1, 2), "a");
        tree.build();
        return tree;
    }
}
