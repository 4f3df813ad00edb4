using System.Text.Json;
using Panta.Data.Delta;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

/// <summary>
/// Tables written by delta-rs 1.6.6 and by Delta Spark 4.0, with what those readers found in them (golden/delta). The tables are those of the folder: each is
/// read right at every version, or refused with the word that says why.
/// </summary>
public sealed class GoldenTableTests
{
    /// <summary>What must be refused, and the words for it.</summary>
    static readonly Dictionary<string, string> Refused = new()
    {
        ["bad_catalog_managed"] = "reader feature 'catalogManaged'",
        ["bad_corrupt_checkpoint"] = "checkpoint cannot be read",
        ["bad_deletion_vector_missing"] = "the file of a deletion vector is missing",
        ["bad_duplicate_column"] = "twice, ignoring case",
        ["bad_empty_log"] = "there is no",
        ["bad_feature_lists_missing"] = "the list of features is missing",
        ["bad_log_gap"] = "version 1 is missing",
        ["bad_missing_data_file"] = "the data file is missing",
        ["bad_no_metadata"] = "the metaData is missing",
        ["bad_no_protocol"] = "the protocol is missing",
        ["bad_not_a_table"] = "'_delta_log' is missing",
        ["bad_partition_decimal_text"] = "has the text '",
        ["bad_path_absolute"] = "is absolute",
        ["bad_path_outside"] = "leads out of the table",
        ["bad_reader_version_99"] = "a reader of version 99",
        ["bad_truncated_commit"] = "is no JSON",
        ["bad_truncated_data_file"] = "its data files cannot be read",
        ["bad_unknown_reader_feature"] = "'frobnicate'",
        ["bad_unknown_type"] = "'quaternion'",
        ["spark_variant"] = "'variantType'",
    };

    /// <summary>How many rows are in what must be read although something is odd.</summary>
    static readonly Dictionary<string, int> Odd = new()
    {
        ["ok_or_clear_error_corrupt_checkpoint_with_log"] = 11,
        ["ok_stray_files"] = 9,
        ["ok_unknown_action"] = 9,
        ["ok_unknown_writer_feature"] = 9,
    };

    /// <summary>Versions that their writer could not read back: because their files or commits are gone, or because it lacks what we have.</summary>
    static readonly Dictionary<string, string?> Gone = new()
    {
        ["checkpoint_only"] = "cannot be read any more",
        ["column_features"] = null,
        ["optimize"] = "the data file is missing",
        ["vacuum_log"] = "the data file is missing",
        ["spark_vacuum"] = "the data file is missing",
    };

    public static TheoryData<string> Tables => [.. GoldenTables.Names];

    [SharedTheory("golden/delta")]
    [MemberData(nameof(Tables))]
    public void Every_table_is_read_right_at_every_version_or_refused_with_the_right_word(string name)
    {
        var expected = GoldenTables.Expected(name);
        if (Refused.TryGetValue(name, out var word))
        {
            RequireRefusal(name, word, null);
            return;
        }

        foreach (var version in expected.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("expected")))
        {
            if (version.TryGetProperty("panta", out _)) Assert.Equal(Odd[name], DeltaTable.Open(GoldenTables.Folder(name)).Read().RowCount);
            else if (version.TryGetProperty("error", out _)) RequireGone(name, version.GetProperty("version").GetInt64());
            else RequireVersion(DeltaTable.Open(GoldenTables.Folder(name)).Snapshot(version.GetProperty("version").GetInt64()), version);
        }

        RequireNewest(DeltaTable.Open(GoldenTables.Folder(name)).Snapshot(), expected);
    }

    [SharedFact("golden/delta/txn")]
    public void Marks_of_applications_are_read()
    {
        var snapshot = DeltaTable.Open(GoldenTables.Folder("txn")).Snapshot();

        Assert.Equal((2, 7, null), (snapshot.TransactionVersion("app-a"), snapshot.TransactionVersion("app-b"), snapshot.TransactionVersion("none")));
    }

    [SharedTheory("golden/delta")]
    [InlineData("ok_unknown_writer_feature", "frobnicate")]
    [InlineData("spark_generated", "delta.generationExpression")]
    [InlineData("spark_identity", "delta.identity.start")]
    [InlineData("spark_row_tracking", "rowTracking")]
    [InlineData("spark_defaults", "CURRENT_DEFAULT")]
    [InlineData("spark_clustering", "clustering")]
    [InlineData("spark_v2_checkpoint", "v2Checkpoint")]
    [InlineData("spark_mapping_id", "columnMapping")]
    [InlineData("spark_mapping_upgraded", "columnMapping")]
    [InlineData("spark_type_widening", "typeWidening")]
    public void What_cannot_be_written_rightly_is_refused_by_name(string name, string feature)
    {
        using var folder = new TemporaryFolder();
        GoldenTables.Copy(name, folder["table"]);
        var table = DeltaTable.Open(folder["table"]);
        var version = table.Version;

        var error = Assert.Throws<DeltaException>(() => table.Append(Table.Empty(table.Schema)));

        Assert.Contains(feature, error.Message, StringComparison.Ordinal);
        Assert.Equal(version, table.Version);
    }

    static void RequireGone(string name, long version)
    {
        if (Gone[name] is { } word) RequireRefusal(name, word, version);
        else Assert.Equal(3, DeltaTable.Open(GoldenTables.Folder(name)).Read(version: version).RowCount);
    }

    static void RequireRefusal(string name, string word, long? version)
    {
        var error = Assert.Throws<DeltaException>(() => DeltaTable.Open(GoldenTables.Folder(name)).Read(version: version));

        Assert.StartsWith($"Delta table '{GoldenTables.Folder(name)}", error.Message, StringComparison.Ordinal);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    static void RequireVersion(DeltaSnapshot snapshot, JsonElement expected)
    {
        var read = snapshot.Read();
        Assert.Equal(expected.GetProperty("rows").GetInt64(), read.RowCount);
        Assert.True(snapshot.RowCount is null || snapshot.RowCount == read.RowCount, $"statistics say {snapshot.RowCount} rows, there are {read.RowCount}");
        GoldenSchema.RequireSame(expected.GetProperty("schema"), snapshot.Fields);
        if (expected.TryGetProperty("data", out var data)) Assert.Equal(GoldenRows.Of(data, read.Schema), GoldenRows.Of(read));
        if (expected.TryGetProperty("first_rows_sorted", out var first)) Assert.Empty(GoldenRows.Of(first, read.Schema).Except(GoldenRows.Of(read)));
        if (expected.TryGetProperty("active_files", out var files)) Assert.Equal(Texts(files), Paths(snapshot.Files));
        if (expected.TryGetProperty("files_with_rows", out var withRows) && withRows.ValueKind == JsonValueKind.Array)
            Assert.Equal(Texts(withRows).Select(Relative), Paths(snapshot.Files.Where(file => snapshot.ReadFile(file).RowCount > 0)));
        RequireProperties(snapshot, expected, "configuration");
    }

    // What the writer said of the newest version only.
    static void RequireNewest(DeltaSnapshot snapshot, JsonElement expected)
    {
        if (expected.TryGetProperty("active_files", out var count)) Assert.Equal(count.GetInt32(), snapshot.FileCount);
        RequireProperties(snapshot, expected, "properties");
    }

    static void RequireProperties(DeltaSnapshot snapshot, JsonElement expected, string name)
    {
        if (expected.TryGetProperty("partition_columns", out var columns))
            Assert.Equal(columns.EnumerateArray().Select(column => column.GetString()), snapshot.PartitionColumns);
        if (expected.TryGetProperty(name, out var properties))
            Assert.Equal(
                properties.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}").Order(StringComparer.Ordinal),
                snapshot.Properties.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
        if (!expected.TryGetProperty("protocol", out var protocol)) return;

        Assert.Equal(protocol.GetProperty("minReaderVersion").GetInt32(), snapshot.State.Protocol.Reader);
        Assert.Equal(protocol.GetProperty("minWriterVersion").GetInt32(), snapshot.State.Protocol.Writer);
    }

    static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!).Order(StringComparer.Ordinal);

    static IEnumerable<string> Paths(IEnumerable<AddFile> files) => files.Select(file => file.Path).Order(StringComparer.Ordinal);

    static string Relative(string path) => Uri.UnescapeDataString(path[(path.IndexOf("/table/", StringComparison.Ordinal) + "/table/".Length)..]);
}
