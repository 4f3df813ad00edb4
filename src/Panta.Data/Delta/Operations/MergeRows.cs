using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// A source merged into a table: each file that may have a match is joined with the source, those in which a row changes are written again, rows that match none go into
/// new files. Source and pairs are tables of DuckDB's, which spill to disk.
/// </summary>
sealed class MergeRows : IDisposable
{
    const string Source = "merge_source";
    const string Pairs = "merge_pairs";

    readonly LiveTable _table;
    readonly Transaction _change;
    readonly DataFrame _source;
    readonly Expression _condition;
    readonly DeltaMerge _merge;
    readonly CancellationToken _cancel;
    readonly Schema _fields;
    readonly TableFormulas _formulas;
    readonly MergeSql _sql;
    readonly DataFileWriter _writer;
    DeltaChange _result;

    MergeRows(LiveTable table, DataFrame source, Expression condition, DeltaMerge merge, CancellationToken cancel)
    {
        (_table, _source, _condition, _merge, _cancel) = (table, source, condition, merge, cancel);
        _change = new(table);
        var before = _change.Before;
        ProtocolCheck.RequireWritable(before, changesRows: !merge.WhenMatched.IsEmpty || !merge.WhenNotMatchedBySource.IsEmpty);
        _fields = merge.AddColumns ? SchemaEvolution.Extended(before, source.Schema, add: true) : before.Fields;
        if (_fields != before.Fields) _change.Metadata = SchemaEvolution.Evolved(before.State.Metadata, before.Fields, _fields);
        _formulas = new(_fields, source);
        _sql = new(_fields, source, merge, _formulas);
        _writer = new(table, before, RowRules.Of(before, _fields), _fields);
        _result = new(before.Version);
    }

    DuckDb Db => _writer.Db;

    /// <summary>Merges.</summary>
    public static DeltaChange Run(LiveTable table, DataFrame source, Expression condition, DeltaMerge merge, CancellationToken cancel)
    {
        using var rows = new MergeRows(table, source, condition, merge, cancel);
        return rows.Run();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _change.Dispose();
    }

    DeltaChange Run()
    {
        var sourceRows = Materialize();
        var files = Candidates();
        for (var i = 0; i < files.Count; i++) Match(files[i], i);
        for (var i = 0; i < files.Count; i++) Rewrite(files[i], i);
        var copied = _writer.Rows - _result.Updated;
        var before = _writer.Rows;
        if (!_merge.WhenNotMatched.IsEmpty) Guarded(() => _writer.Write(_sql.Inserted(Pairs, Source), _cancel));
        _result = _result with
        {
            Inserted = _writer.Rows - before, Copied = copied, FilesAdded = _writer.Files, FilesRemoved = _change.Removes.Count, FilesScanned = files.Count,
        };
        if (_writer.Files == 0 && _change.Removes.Count == 0 && _change.Metadata is null) return _result;

        _change.Add(_writer.Publish(_cancel));
        return _result with { Version = _change.Commit(OperationOf(sourceRows)) };
    }

    long Materialize()
    {
        using var query = new PlanSql(Db, _source.Plan, _cancel);
        try
        {
            Db.Execute($"CREATE TEMP TABLE {Source} AS SELECT *, row_number() OVER () AS {MergeSql.SourceRow} FROM ({query.Text}) AS s", [], _cancel);
        }
        catch (DuckDbException error)
        {
            throw query.Explained(error);
        }

        Db.Execute($"CREATE TEMP TABLE {Pairs} (file INTEGER, target BIGINT, source BIGINT, action INTEGER)", [], _cancel);
        return ((Column<long>)Db.Query($"SELECT count(*) AS n FROM {Source}", [], _cancel)["n"]).Span[0];
    }

    // Where only matched rows change, files without the source's keys need not be opened.
    IReadOnlyList<AddFile> Candidates()
    {
        var before = _change.Before;
        var within = _merge.WhenNotMatchedBySource.IsEmpty ? KeyRange() : null;
        var files = within is null ? before.Files : before.FilesFor([within]);
        _change.Read(files, within is null ? _ => true : new FilePruning(before, within).MayMatch);
        return files;
    }

    Expression? KeyRange()
    {
        Expression? range = null;
        foreach (var (target, source) in _formulas.Equalities(_condition))
        {
            if (_change.Before.FindLeaf(target)?.Field.Type is not { } type || type.Kind is TypeKind.Float32 or TypeKind.Float64 || _source.Schema[source].Type != type) continue;

            var column = DuckDb.Quote(source);
            var bounds = Db.Query($"SELECT min({column}) AS low, max({column}) AS high FROM {Source}", [], _cancel);
            if (bounds["low"].Value(0) is not { } low || bounds["high"].Value(0) is not { } high) return Literal.Of(false);
            if (low is not (sbyte or short or int or long or string or DateOnly or DateTimeOffset)) continue;
            if (low is string text && text.Contains('\0', StringComparison.Ordinal) || high is string other && other.Contains('\0', StringComparison.Ordinal)) continue;

            var within = Functions.Col(target).Between(Literal.Of(low), Literal.Of(high));
            range = range is null ? within : range & within;
        }

        return range;
    }

    void Match(AddFile file, int place)
    {
        using var rows = new FileRows(_change.Before, [file], _cancel, _fields);
        var condition = _formulas.Condition(_condition);
        Guarded(() => Db.Execute(
            string.Create(
                CultureInfo.InvariantCulture, $"INSERT INTO {Pairs} SELECT {place}, t.{DuckDb.Quote(FileRows.Number)}, s.{MergeSql.SourceRow}, {_sql.MatchedAction} ")
            + $"FROM ({rows.Numbered}) AS t JOIN {Source} AS s ON {condition}", [], _cancel));
        if (_merge.WhenMatched is [] or [{ Action: MergeAction.Delete, Condition: null }]) return;

        var twice = Db.Query(
            string.Create(CultureInfo.InvariantCulture, $"SELECT target, count(*) AS n FROM {Pairs} WHERE file = {place} AND action > 0 ")
            + "GROUP BY target HAVING count(*) > 1 ORDER BY target LIMIT 1", [], _cancel);
        if (twice.RowCount == 0) return;

        var number = ((Column<long>)twice["target"]).Span[0];
        var row = Db.Query(string.Create(CultureInfo.InvariantCulture,
            $"SELECT left(CAST(t AS VARCHAR), 400) AS row FROM ({rows.Sql}) AS t OFFSET {number - 1} LIMIT 1"), [], _cancel)["row"].Value(0);
        throw new DeltaException(
            _table.Path, $"{twice["n"].Value(0)} rows of the source match one row of the table, and it cannot be said which of them changes it. "
            + $"Make them one before merging. The row: {row}");
    }

    void Rewrite(AddFile file, int place)
    {
        using var rows = new FileRows(_change.Before, [file], _cancel, _fields);
        var pairs = MergeSql.Pairs(Pairs, place);
        var counts = Guarded(() => Db.Query(_sql.Counts(rows.Numbered, pairs), [], _cancel));
        long Count(int column) => ((Column<long>)counts.Columns[column]).Span[0];
        var (deleted, updated) = (_sql.Deletes.Sum(Count), _sql.Updates.Sum(Count));
        if (deleted + updated == 0) return;

        _change.Remove(file);
        _result = _result with { Deleted = _result.Deleted + deleted, Updated = _result.Updated + updated };
        if (deleted == Count(0)) return;

        var query = _sql.Rewritten(rows.Numbered, pairs, Source);
        var moves = _change.Before.PartitionColumns.Any(column => _sql.ColumnsChanged.Any(values => values?.Has(column) == true));
        if (moves) Guarded(() => _writer.Write(query, _cancel));
        else Guarded(() => _writer.WriteLike(file, query, _cancel));
    }

    void Guarded(Action action) => Guarded(() =>
    {
        action();
        return true;
    });

    T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DuckDbException error)
        {
            throw new DeltaException(_table.Path, $"the merge failed: {error.Message}", error);
        }
    }

    Operation OperationOf(long sourceRows)
    {
        static string Clauses(IEnumerable<MergeClause> clauses) => new JsonArray([.. clauses.Select(clause =>
        {
            var json = new JsonObject { ["actionType"] = clause.Action.ToString().ToLowerInvariant() };
            if (clause.Condition is { } condition) json["predicate"] = condition.ToString();
            return json;
        })]).ToJsonString();

        return Operation.Of(
                "MERGE", ("predicate", Operation.List(_condition.ToString())), ("matchedPredicates", Clauses(_merge.WhenMatched)),
                ("notMatchedPredicates", Clauses(_merge.WhenNotMatched)), ("notMatchedBySourcePredicates", Clauses(_merge.WhenNotMatchedBySource)))
            .With("numSourceRows", sourceRows).With("numTargetRowsInserted", _result.Inserted).With("numTargetRowsUpdated", _result.Updated)
            .With("numTargetRowsDeleted", _result.Deleted ?? 0).With("numTargetRowsCopied", _result.Copied).With("numOutputRows", _writer.Rows)
            .With("numTargetFilesAdded", _result.FilesAdded).With("numTargetFilesRemoved", _result.FilesRemoved)
            .With("numTargetBytesAdded", _writer.Bytes).With("numTargetBytesRemoved", _change.RemovedBytes);
    }
}
