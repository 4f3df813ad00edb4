using System.Collections.Immutable;
using Panta.Data.Expectations;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Workflows.Projects;

/// <summary>Reads what a project's source declares: the file, through its query, in the types that its schema says.</summary>
public static class ProjectSource
{
    /// <summary>Reads the source's file through its query.</summary>
    /// <param name="project">What the project declares; its source has a path.</param>
    /// <param name="file">The file.</param>
    /// <returns>The columns of the query; event time, if declared, as timestamps.</returns>
    /// <exception cref="ProjectException">
    /// The file cannot be read; the query is wrong (it sees the table <c>source</c> and no file); or a column that the project names is missing or of another type than it must be.
    /// </exception>
    public static Table Read(Project project, string file)
    {
        var rows = Query(project, file);
        foreach (var name in new[] { project.Source.Time, project.Source.Key, project.Target }.OfType<string>())
            Require(project, rows.Schema, name);
        RequireNumbers(project, rows.Schema[project.Target]);

        if (project.Source.Time is { } time) rows = AsInstants(project, rows, time);
        return project.Schema is { IsEmpty: false } declared ? Enforced(project, rows, declared) : rows;
    }

    /// <summary>Parts what was read into features with target, event times and keys.</summary>
    /// <param name="project">What the project declares.</param>
    /// <param name="table">The rows. Without a declared time each has the time 0, without a key its number.</param>
    /// <exception cref="ArgumentException">The target is no column of it.</exception>
    public static ProjectRows Rows(Project project, Table table)
    {
        if (!table.Schema.Contains(project.Target))
            throw new ArgumentException($"The target '{project.Target}' is no column of the source. Columns: {string.Join(", ", table.Schema.Names)}.");

        long[] times = project.Source.Time is { } time ? ((Column<long>)table[time]).Span.ToArray() : new long[table.RowCount];
        string[] keys = [.. Enumerable.Range(0, table.RowCount).Select(row => project.Source.Key is { } key ? table[key].Value(row)?.ToString() ?? "" : row.ToString())];
        string[] names = [.. new[] { project.Source.Time, project.Source.Key }.OfType<string>()];
        return new(table.Without(names), times, keys);
    }

    static Table Query(Project project, string file)
    {
        try
        {
            var source = Data.Reading.Read.File(file).Flatten();
            var rows = project.Source.Query is { } query ? DataFrame.Sql(query, new Dictionary<string, DataFrame> { ["source"] = source }) : source;
            return WithVectors(rows.ToTable().Flatten(), source.Schema);
        }
        catch (Exception error) when (error is DuckDbException or FileReadException or FormatException or ArgumentException)
        {
            throw new ProjectException(project.Name, $"The source '{file}' of project '{project.Name}' cannot be read: {(error as DuckDbException)?.Sentence ?? error.Message}");
        }
    }

    // SQL sees vectors as arrays of numbers; what still has the name of one is one.
    static Table WithVectors(Table rows, Schema source) => rows.Schema.Fields
        .Where(field => field.Type.HoldsVectors && source.Find(field.Name)?.Type == DataType.Vector)
        .Aggregate(rows, (table, field) => table.With(field with { Type = DataType.Vector }, table.AsVectors(field.Name)));

    // The declared columns in their declared types, in place; the others as they are.
    static Table Enforced(Project project, Table rows, ImmutableSortedDictionary<string, string> declared)
    {
        try
        {
            var schema = new Schema([.. declared.Select(column => new Field(column.Key, DataType.Parse(column.Value)))]);
            var enforced = new SchemaEnforcement { Schema = schema, DropExtra = true }.Apply(rows);
            return schema.Fields.Aggregate(rows, (table, field) => table.With(field with { Nullable = rows.Schema[field.Name].Nullable }, enforced[field.Name]));
        }
        catch (Exception error) when (error is SchemaMismatchException or FormatException)
        {
            throw new ProjectException(
                project.Name, $"The source of project '{project.Name}' is not as its schema says. {error.Message} Cast them in the query, or change the schema.");
        }
    }

    static void Require(Project project, Schema schema, string name)
    {
        if (!schema.Contains(name))
            throw new ProjectException(
                project.Name, $"The source of project '{project.Name}' has no column '{name}'. Columns: {string.Join(", ", schema.Names)}.");
    }

    // Before anything is fitted or stored: labels, metrics and pages count on it.
    static void RequireNumbers(Project project, Field target)
    {
        if (target.Type.IsNumeric) return;

        throw new ProjectException(
            project.Name,
            $"The target '{target.Name}' of project '{project.Name}' holds {target.Type}, not numbers. Number its classes in source.query, as "
            + $"case {target.Name} when 'bad' then 0 when 'good' then 1 end as {target.Name}; 'panta new' writes that for you.");
    }

    // A time of no zone is taken as UTC: windows need instants.
    static Table AsInstants(Project project, Table rows, string name) => rows.Schema[name].Type.Kind switch
    {
        TypeKind.Timestamp => rows,
        TypeKind.TimestampNtz => rows.With(
            rows.Schema[name] with { Type = DataType.Timestamp },
            new Column<long>(DataType.Timestamp, ((Column<long>)rows[name]).Values, rows[name].Validity)),
        _ => throw new ProjectException(project.Name, $"Column '{name}' is {rows.Schema[name].Type}, and event time is a timestamp. Cast it in the query."),
    };
}
