import org.apache.spark.sql.*;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;
import static org.apache.spark.sql.functions.*;
/** What Spark 4.2.1 gives for spark-frames.parquet; run on its jars with java -cp "jars/*" (OpenJDK 17, local[1]), the folder of the files as argument. */
public class SparkFrames {
  static StringBuilder out = new StringBuilder("{");
  static boolean first = true;
  static void put(String k, String json) { if (!first) out.append(",\n"); first = false; out.append("\"").append(k).append("\":").append(json); }
  static String ids(Dataset<Row> d) { return d.select("id").collectAsList().stream().map(r -> "" + r.getInt(0)).collect(Collectors.joining(",", "[", "]")); }
  static String q(Object s) { return s == null ? "null" : "\"" + s.toString().replace("\\","\\\\").replace("\"","\\\"") + "\""; }
  static String rows(Dataset<Row> d) { return d.collectAsList().stream().map(r -> IntStream.range(0, r.size()).mapToObj(i -> q(r.get(i))).collect(Collectors.joining(",", "[", "]"))).collect(Collectors.joining(",", "[", "]")); }
  public static void main(String[] a) throws Exception {
    SparkSession s = SparkSession.builder().master("local[1]").config("spark.sql.shuffle.partitions", "1").config("spark.ui.enabled","false").config("spark.sql.parquet.outputTimestampType","TIMESTAMP_MICROS").config("spark.sql.parquet.fieldId.write.enabled","false").config("spark.driver.bindAddress","127.0.0.1").config("spark.driver.host","127.0.0.1").config("spark.shuffle.io.mode","NIO").config("spark.rpc.io.mode","NIO").config("spark.sql.session.timeZone","UTC")
      .getOrCreate();
    String f = a[0] + "/data";
    if (!Files.exists(Paths.get(f))) {
      s.sql("select case when id % 13 = 0 then null when id % 7 = 1 then 'straße' when id % 7 = 2 then '日本' when id % 7 = 3 then '' when id % 7 = 4 then 'Z' when id % 7 = 5 then '𝄞x' else concat('k', id % 5) end as t,"
        + " case when id % 11 = 0 then null when id % 11 = 1 then double('NaN') when id % 11 = 2 then -0.0D when id % 11 = 3 then 0.0D when id % 11 = 4 then double('-Infinity') when id % 11 = 5 then double('Infinity') else (id % 4) / 3.0D end as d,"
        + " cast(case when id % 9 = 0 then null when id % 9 = 1 then float('NaN') when id % 9 = 2 then -0.0 else (id % 6) / 7.0 end as float) as f,"
        + " case when id % 5 = 0 then null else id % 2 = 0 end as b, cast((id % 3 - 1) as tinyint) as i8, cast((id % 17 - 8) * 1000 as smallint) as i16,"
        + " case when id % 10 = 3 then null else (id % 8 - 4) * 1099511627776 end as l, cast((id % 12 - 6) * 1.25 as decimal(10,2)) as dec, cast((id % 6 - 3) * 123456789012345678901.5 as decimal(30,5)) as big,"
        + " date_add(date'2024-02-27', cast(id % 5 as int)) as dt, timestamp'2024-01-01 00:00:00' + make_interval(0,0,0,0,0,0,(id % 7) * 1.5) as ts, "
        + " case when id % 6 = 0 then null else unhex(hex(id % 40)) end as bin, case when id % 8 = 0 then null else array(cast(id % 3 as int), null, cast(id % 4 as int)) end as arr, case when id % 7 = 0 then null else named_struct('a', cast(id % 5 as bigint), 'b', case when id % 4 = 0 then null else concat('v', id % 2) end) end as st, cast(id as int) as id from range(150)").coalesce(1).write().option("parquet.enable.dictionary","false").parquet(f);
    }
    Dataset<Row> d = s.read().parquet(f);
    put("partitions", "" + d.rdd().getNumPartitions());
    for (long seed : new long[]{0, 5, -77}) {
      Dataset<Row>[] parts = d.randomSplit(new double[]{0.6, 0.3, 0.1}, seed);
      put("randomSplit " + seed, Arrays.stream(parts).map(SparkFrames::ids).collect(Collectors.joining(",", "[", "]")));
      for (double fr : new double[]{0.1, 1.0, 2.5, 12.0}) put("again " + fr + " " + seed, ids(d.sample(true, fr, seed)));
      Dataset<Row>[] fp = d.drop("arr","st").randomSplit(new double[]{0.6, 0.3, 0.1}, seed);
      put("randomSplitFlat " + seed, Arrays.stream(fp).map(SparkFrames::ids).collect(Collectors.joining(",", "[", "]")));
      put("sample " + seed, ids(d.sample(false, 0.25, seed)));
      Map<String, Double> m = new HashMap<>(); m.put("straße", 0.5); m.put("", 1.0); m.put("k1", 0.2);
      put("sampleBy " + seed, ids(d.stat().sampleBy("t", m, seed)));
    }
    for (String c : d.columns()) {
      put("hash " + c, d.select(hash(col(c))).collectAsList().stream().map(r -> "" + r.getInt(0)).collect(Collectors.joining(",", "[", "]")));
      put("xx " + c, d.select(xxhash64(col(c))).collectAsList().stream().map(r -> "" + r.getLong(0)).collect(Collectors.joining(",", "[", "]")));
    }
    Dataset<Row> flat = d.drop("arr", "st"); Column[] all = Arrays.stream(d.columns()).map(functions::col).toArray(Column[]::new);
    put("hash *", d.select(hash(all)).collectAsList().stream().map(r -> "" + r.getInt(0)).collect(Collectors.joining(",", "[", "]")));
    put("xx *", d.select(xxhash64(all)).collectAsList().stream().map(r -> "" + r.getLong(0)).collect(Collectors.joining(",", "[", "]")));
    put("describe", rows(flat.describe())); put("summary", rows(flat.summary()));
    put("summary2", rows(flat.summary("1%", "33.3%", "99%", "max")));
    put("crosstab", rows(d.stat().crosstab("t", "dt").orderBy("t_dt"))); put("crosstab cols", Arrays.stream(d.stat().crosstab("t","dt").columns()).map(SparkFrames::q).collect(Collectors.joining(",", "[", "]")));
    put("crosstab2", rows(d.stat().crosstab("dec", "b").orderBy("dec_b")));
    put("crosstab3", rows(d.stat().crosstab("ts", "f").orderBy("ts_f"))); put("crosstab3 cols", Arrays.stream(d.stat().crosstab("ts","f").columns()).map(SparkFrames::q).collect(Collectors.joining(",", "[", "]")));
    put("freq", rows(d.stat().freqItems(new String[]{"t","dt","i8","l"}, 0.2)));
    double[][] qs = d.stat().approxQuantile(new String[]{"l","dec","i16","d","big"}, new double[]{0.05,0.5,0.95}, 0.05);
    put("quantile", Arrays.stream(qs).map(x -> Arrays.stream(x).mapToObj(v -> q(v)).collect(Collectors.joining(",", "[", "]"))).collect(Collectors.joining(",", "[", "]")));
    put("dropAny", ids(flat.na().drop())); put("drop11", ids(flat.na().drop(11))); put("dropDF", ids(d.na().drop("all", new String[]{"d","f"})));
    put("fill", rows(d.na().fill(2.75).select("d","f","i8","l","dec","t"))); put("fillB", rows(d.na().fill(true).select("b")));
    put("corr", q(d.na().drop().filter("not (d = double('Infinity') or d = double('-Infinity'))").stat().corr("d","i16")));
    Map<Object,Object> rep = new HashMap<>(); rep.put(0.0, 9.5); rep.put(1000.0, null); 
    put("replace", rows(d.na().replace(new String[]{"d","i16","i8","dec"}, rep).select("d","i16","i8","dec")));
    out.append("}");
    Files.writeString(Paths.get(a[0] + "/spark-frames.json"), out.toString());
    s.stop();
  }
}
