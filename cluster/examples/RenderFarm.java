import io.github.procession.cluster.Cluster;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * Draws the Mandelbrot set tile by tile on all machines of a cluster: java RenderFarm.java redis://host/render PICTURE.png. A
 * machine that is killed costs nothing but time: its tiles are drawn by others.
 */
class RenderFarm {
    static final int SIZE = 768;
    static final int TILE = 64;
    static final int ITERATIONS = 5_000;

    record Tile(int x, int y) {}

    record Drawn(Tile tile, long worker, int[] pixels) {}

    static Drawn draw(Tile tile) {
        int[] pixels = new int[TILE * TILE];
        for (int i = 0; i < pixels.length; i++) {
            double re = -2.2 + 3.0 * (tile.x() + i % TILE) / SIZE;
            double im = -1.5 + 3.0 * (tile.y() + i / TILE) / SIZE;
            double x = 0;
            double y = 0;
            int n = 0;
            while (n < ITERATIONS && x * x + y * y < 4) {
                double next = x * x - y * y + re;
                y = 2 * x * y + im;
                x = next;
                n++;
            }
            pixels[i] = n == ITERATIONS ? 0 : Color.HSBtoRGB(0.6f + n / 60f, 0.8f, 1f);
        }
        return new Drawn(tile, ProcessHandle.current().parent().orElseThrow().pid(), pixels);
    }

    static void main(String[] args) throws Exception {
        List<Tile> tiles = new ArrayList<>();
        for (int y = 0; y < SIZE; y += TILE) {
            for (int x = 0; x < SIZE; x += TILE) {
                tiles.add(new Tile(x, y));
            }
        }
        var picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Set<Long> workers = new HashSet<>();
        try (var cluster = args[0].equals("local")
                        ? Cluster.local()
                        : Cluster.builder().address(args[0]).connect();
                var pool = cluster.pool(64)) {
            int done = 0;
            for (Drawn drawn : pool.retries(3).imapUnordered(RenderFarm::draw, tiles)) {
                picture.setRGB(drawn.tile().x(), drawn.tile().y(), TILE, TILE, drawn.pixels(), 0, TILE);
                workers.add(drawn.worker());
                done++;
                if (done % 24 == 0) {
                    System.out.println(done + " of " + tiles.size() + " tiles");
                }
            }
        }
        ImageIO.write(picture, "png", new File(args[1]));
        System.out.println(args[1] + " drawn by " + workers.size() + " workers");
    }
}
