using System.Text.Json.Nodes;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Delta;

public sealed class DeletionVectorTests : IDisposable
{
    const int Count = 200_000;

    static readonly long[] Deleted =
    [
        .. Enumerable.Range(0, Count).Where(row => row % 1000 == 7 || row is >= 70_000 and < 80_000 && row % 2 == 0 || row >= 140_000).Select(row => (long)row),
    ];

    readonly TemporaryFolder _folder = new();

    string Place => _folder["table"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_listed_one_by_one_in_bits_and_in_runs_are_gone(bool runs)
    {
        var bitmap = RoaringBitmap.Read(RoaringBytes.Of(Deleted, runs));

        Assert.Equal(Deleted.Length, bitmap.Count);
        Assert.Equal(Deleted, Enumerable.Range(0, Count + 70_000).Select(row => (long)row).Where(bitmap.Contains));
    }

    [Fact]
    public void A_row_beyond_2_to_the_32_is_found()
    {
        var bitmap = RoaringBitmap.Read(RoaringBytes.Of([3, (5L << 32) + 9], false));

        Assert.Equal((true, true, false, false), (bitmap.Contains(3), bitmap.Contains((5L << 32) + 9), bitmap.Contains(9), bitmap.Contains((4L << 32) + 9)));
    }

    [Theory]
    [InlineData("i")]
    [InlineData("u")]
    [InlineData("p")]
    public void Deleted_rows_are_passed_over_wherever_they_are_listed(string storage)
    {
        Write(storage);

        var table = DeltaTable.Open(Place);

        Assert.Equal(Count - Deleted.Length, table.Snapshot().RowCount);
        Assert.Equal(Enumerable.Range(0, Count).Select(row => (long)row).Except(Deleted), ((Column<long>)table.Read()["id"]).Span.ToArray());
        Assert.Equal(Count - Deleted.Length, table.Snapshot().AsFrame().Count());
    }

    [Theory]
    [InlineData("outside", "lies outside the table")]
    [InlineData("storage", "has the storage type 'x'")]
    [InlineData("missing", "the file of a deletion vector is missing")]
    [InlineData("checksum", "its checksum is wrong")]
    [InlineData("cardinality", "where the log says")]
    [InlineData("size", "there are")]
    [InlineData("offset", "there are")]
    [InlineData("uuid", "has no UUID in Z85")]
    [InlineData("up", "leads out of the table")]
    public void A_vector_that_is_not_as_the_log_says_is_refused(string fault, string reason)
    {
        Write("u", vector =>
        {
            var file = Directory.GetFiles(Place, "*.bin", SearchOption.AllDirectories).Single();
            switch (fault)
            {
                case "outside": (vector["storageType"], vector["pathOrInlineDv"]) = ("p", "file:///etc/hostname"); break;
                case "storage": vector["storageType"] = "x"; break;
                case "missing": File.Delete(file); break;
                case "checksum": Flip(file); break;
                case "cardinality": vector["cardinality"] = 1; break;
                case "size": vector["sizeInBytes"] = 1; break;
                case "offset": vector["offset"] = int.MaxValue - 100; break;
                case "uuid": vector["pathOrInlineDv"] = "short"; break;
                case "up": vector["pathOrInlineDv"] = "../.." + vector["pathOrInlineDv"]; break;
            }
        });

        var error = Assert.Throws<DeltaException>(() => DeltaTable.Open(Place).Read());

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_under_two_vectors_is_refused()
    {
        Write("i");
        var log = Path.Combine(Place, "_delta_log/00000000000000000002.json");
        var first = File.ReadAllLines(Path.Combine(Place, "_delta_log/00000000000000000001.json"));
        File.AppendAllText(log, first.Single(line => line.StartsWith("{\"add\"", StringComparison.Ordinal)));

        var error = Assert.Throws<DeltaException>(() => DeltaTable.Open(Place).Read());

        Assert.Contains("two deletion vectors at once", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_called_as_the_number_of_a_row_hides_nothing()
    {
        Write("i", name: "file_row_number");

        Assert.Equal(Count - Deleted.Length, DeltaTable.Open(Place).Read().RowCount);
    }

    // A table of one file, then a commit that puts the file under a deletion vector.
    void Write(string storage, Action<JsonObject>? change = null, string name = "id")
    {
        var ids = new Column<long>(DataType.Int64, Enumerable.Range(0, Count).Select(row => (long)row).ToArray());
        DeltaTable.Create(Place, Table.Of((name, ids)).Schema).Append(Table.Of((name, ids)));
        var log = Path.Combine(Place, "_delta_log/00000000000000000001.json");
        var add = JsonNode.Parse(File.ReadAllLines(log).Single(line => line.StartsWith("{\"add\"", StringComparison.Ordinal)))!["add"]!.DeepClone().AsObject();
        var vector = Vector(storage, RoaringBytes.WithMagic(RoaringBytes.Of(Deleted, true)));
        change?.Invoke(vector);
        var remove = new JsonObject { ["path"] = (string)add["path"]!, ["dataChange"] = true };
        add["deletionVector"] = vector;
        File.WriteAllLines(
            Path.Combine(Place, "_delta_log/00000000000000000002.json"),
            [
                """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}""",
                new JsonObject { ["remove"] = remove }.ToJsonString(),
                new JsonObject { ["add"] = add }.ToJsonString(),
            ]);
    }

    JsonObject Vector(string storage, byte[] bytes)
    {
        var uuid = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e");
        var file = storage == "u" ? $"ab/deletion_vector_{uuid}.bin" : "vectors.bin";
        var place = storage switch
        {
            "i" => RoaringBytes.Z85(bytes),
            "u" => "ab" + RoaringBytes.Z85(uuid.ToByteArray(bigEndian: true)),
            _ => Path.Combine(Place, file),
        };
        if (storage != "i")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Place, file))!);
            File.WriteAllBytes(Path.Combine(Place, file), RoaringBytes.File(bytes));
        }

        var vector = new JsonObject { ["storageType"] = storage, ["pathOrInlineDv"] = place, ["sizeInBytes"] = bytes.Length, ["cardinality"] = Deleted.Length };
        if (storage != "i") vector["offset"] = 1;
        return vector;
    }

    static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
