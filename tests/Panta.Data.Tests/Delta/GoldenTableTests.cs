using System.Globalization;
using System.Text.Json;
using Panta.Data.Delta;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

/// <summary>Tables written by delta-rs 1.6.6 and by Delta Spark 4.0, with what those readers found in them (golden/delta).</summary>
public sealed class GoldenTableTests
{
    public static TheoryData<string> Read =>
    [
        "append", "append_only", "change_data_feed", "checkpoint_classic", "checkpoint_only", "checkpoint_partitioned", "column_features", "constraints", "delete_update_merge", "empty_append", "empty_table",
        "names", "no_last_checkpoint_hint", "not_null", "ok_or_clear_error_corrupt_checkpoint_with_log", "ok_stray_files", "ok_unknown_action", "ok_unknown_writer_feature", "optimize",
        "overwrite", "overwrite_schema", "partition_overwrite_predicate", "partition_special", "partition_timestamp", "partition_types", "real_data", "restore", "statistics", "time_travel",
        "timestamp_ntz", "txn", "types", "vacuum_log", "zorder",
        "spark_basic", "spark_cdf", "spark_check", "spark_clustering", "spark_codec_gzip", "spark_codec_lz4_raw", "spark_codec_uncompressed", "spark_codec_zstd", "spark_defaults", "spark_generated", "spark_ict",
        "spark_identity", "spark_int96", "spark_multipart_checkpoint", "spark_ntz", "spark_optimize_zorder", "spark_partition_types", "spark_replace_where", "spark_restore", "spark_row_tracking",
        "spark_stats_struct", "spark_vacuum",
    ];

    [SharedTheory("golden/delta")]
    [InlineData("bad_catalog_managed", "reader feature 'catalogManaged'")]
    [InlineData("bad_corrupt_checkpoint", "checkpoint cannot be read")]
    [InlineData("bad_duplicate_column", "twice, ignoring case")]
    [InlineData("bad_empty_log", "there is no")]
    [InlineData("bad_feature_lists_missing", "the list of features is missing")]
    [InlineData("bad_log_gap", "version 1 is missing")]
    [InlineData("bad_missing_data_file", "the data file is missing")]
    [InlineData("bad_no_metadata", "the metaData is missing")]
    [InlineData("bad_no_protocol", "the protocol is missing")]
    [InlineData("bad_not_a_table", "'_delta_log' is missing")]
    [InlineData("bad_partition_decimal_text", "has the text '")]
    [InlineData("bad_path_absolute", "is absolute")]
    [InlineData("bad_path_outside", "leads out of the table")]
    [InlineData("bad_reader_version_99", "a reader of version 99")]
    [InlineData("bad_truncated_commit", "is no JSON")]
    [InlineData("bad_truncated_data_file", "its data files cannot be read")]
    [InlineData("bad_unknown_reader_feature", "'frobnicate'")]
    [InlineData("bad_unknown_type", "'quaternion'")]
    [InlineData("bad_deletion_vector_missing", "'deletionVectors'")]
    [InlineData("spark_dv", "'deletionVectors'")]
    [InlineData("spark_mapping_id", "'columnMapping'")]
    [InlineData("spark_mapping_name", "'columnMapping'")]
    [InlineData("spark_type_widening", "'typeWidening'")]
    [InlineData("spark_v2_checkpoint", "'v2Checkpoint'")]
    [InlineData("spark_variant", "'variantType'")]
    public void What_cannot_be_read_rightly_is_refused_by_name(string name, string reason)
    {
        var error = Assert.Throws<DeltaException>(() => DeltaTable.Open(Folder(name)).Read());

        Assert.StartsWith($"Delta table '{Folder(name)}", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [SharedTheory("golden/delta")]
    [MemberData(nameof(Read))]
    public void Every_version_has_the_rows_that_its_writer_read_back(string name)
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Shared.Path("golden/delta"), name, "expected.json")));
        foreach (var version in expected.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("expected")))
        {
            if (!version.TryGetProperty("data", out var data)) continue;

            var read = DeltaTable.Open(Folder(name)).Read(version: version.GetProperty("version").GetInt64());

            Assert.Equal(data.EnumerateArray().Select(Text).Order(StringComparer.Ordinal), Enumerable.Range(0, read.RowCount).Select(row => Text(read, row)).Order(StringComparer.Ordinal));
        }
    }

    [SharedFact("golden/delta/txn")]
    public void Marks_of_applications_are_read()
    {
        var snapshot = DeltaTable.Open(Folder("txn")).Snapshot();

        Assert.Equal((2, 7, null), (snapshot.TransactionVersion("app-a"), snapshot.TransactionVersion("app-b"), snapshot.TransactionVersion("none")));
    }

    [SharedTheory("golden/delta")]
    [InlineData("constraints", "checkConstraints")]
    [InlineData("ok_unknown_writer_feature", "frobnicate")]
    [InlineData("spark_generated", "delta.generationExpression")]
    [InlineData("spark_identity", "delta.identity.start")]
    [InlineData("spark_row_tracking", "rowTracking")]
    [InlineData("spark_ict", "inCommitTimestamp")]
    public void What_cannot_be_written_rightly_is_refused_by_name(string name, string feature)
    {
        using var folder = new TemporaryFolder();
        Copy(Folder(name), folder["table"]);
        var table = DeltaTable.Open(folder["table"]);
        var version = table.Version;

        var error = Assert.Throws<DeltaException>(() => table.Append(Table.Empty(table.Schema)));

        Assert.Contains(feature, error.Message, StringComparison.Ordinal);
        Assert.Equal(version, table.Version);
    }

    static string Folder(string name) => Path.Combine(Shared.Path("golden/delta"), name, "table");

    static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    static string Text(JsonElement row) => string.Join("; ", row.EnumerateObject().OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => $"{pair.Name}={Value(pair.Value)}"));

    static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Number => double.TryParse(value.GetRawText(), CultureInfo.InvariantCulture, out var number) && value.GetRawText().AsSpan().ContainsAny(".eE") ? Number(number) : value.GetRawText(),
        JsonValueKind.Object when value.TryGetProperty("decimal", out var digits) => digits.GetString()!,
        JsonValueKind.Object when value.TryGetProperty("hex", out var hex) => hex.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",

        // Spark's reader gave instants in UTC without saying so, delta-rs said so.
        _ => value.ToString().Replace("+00:00", "", StringComparison.Ordinal),
    };

    static string Text(Table rows, int row) =>
        string.Join("; ", rows.Schema.Names.Order(StringComparer.Ordinal).Select(name => $"{name}={Value(rows[name].Value(row))}"));

    static string Value(object? value) => value switch
    {
        null => "null",
        double number => Number(number),
        float number => Number(number),
        bool truth => truth ? "true" : "false",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => Value(instant.UtcDateTime),
        DateTime local => local.ToString(local.Ticks % 10_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static string Number(double value) => double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "Infinity" : "-Infinity" : value.ToString("R", CultureInfo.InvariantCulture);
}
