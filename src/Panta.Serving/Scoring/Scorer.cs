using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Serving.Protocols;

namespace Panta.Serving.Scoring;

/// <summary>
/// Scores rows with one model: requests, streams and files all go through it, so that they give the same numbers. Immutable; safe to call from many threads.
/// </summary>
public sealed class Scorer
{
    readonly PipelineModel _model;

    /// <summary>A scorer of a loaded model.</summary>
    /// <param name="model">The model with its signature.</param>
    /// <exception cref="ArgumentException">The signature does not fit the model.</exception>
    public Scorer(SavedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);

        _model = model.Model;
        Signature = model.Signature;
        Origin = model.Origin;
        var scored = _model.OutputSchema(Signature.Inputs);
        var outputs = Signature.Outputs.Count > 0 ? Signature.Outputs.Names : scored.Names.Where(name => !Signature.Inputs.Contains(name));
        Outputs = [.. outputs];
        if (Outputs.FirstOrDefault(name => !scored.Contains(name)) is { } absent)
            throw new ArgumentException($"The model answers no column '{absent}'; it answers {string.Join(", ", scored.Names)}.", nameof(model));
    }

    /// <summary>Gets what the model takes and answers.</summary>
    public Signature Signature { get; }

    /// <summary>Gets where the model comes from.</summary>
    public ModelOrigin Origin { get; }

    /// <summary>Gets the names of the columns that scoring answers, in order.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Loads a model folder.</summary>
    /// <param name="folder">The folder that holds <c>MLmodel</c>.</param>
    /// <exception cref="ModelFormatException">A file is missing, cut short, altered, or of a newer format.</exception>
    public static Scorer Load(string folder)
    {
        var saved = ModelFolder.Load(folder);
        try
        {
            return new(saved);
        }
        catch (ArgumentException error)
        {
            throw new ModelFormatException(Path.Combine(folder, "MLmodel"), $"has a signature that does not fit its model. {error.Message} Copy the folder again.", error);
        }
    }

    /// <summary>Brings rows into the model's columns: cast to their types, in their order, optional ones that are missing all null.</summary>
    /// <param name="rows">Rows with at least the required columns; others are dropped.</param>
    /// <param name="options">Strictness of casts. Default: <see cref="InvocationOptions"/>'s defaults.</param>
    /// <exception cref="InvocationException">A required column is missing, or a value does not fit; the message names it.</exception>
    public Table Prepare(Table rows, InvocationOptions? options = null)
    {
        if (Fitting(rows) is { } fitting) return fitting;

        var table = FrameReader.Fit(rows, Signature.Inputs, options: options);
        foreach (var field in Signature.Inputs.Fields)
            if (!table.Schema.Contains(field.Name)) table = table.With(field, Nulls(field.Type, rows.RowCount));
        return table.Select([.. Signature.Inputs.Names]);
    }

    /// <summary>Scores rows.</summary>
    /// <param name="rows">Rows with at least the required columns.</param>
    /// <param name="options">Strictness of casts. Default: <see cref="InvocationOptions"/>'s defaults.</param>
    /// <returns>One row for each, in order, with the columns of <see cref="Outputs"/>. A row's numbers do not depend on the rows around it.</returns>
    /// <exception cref="InvocationException">A required column is missing, or a value does not fit; the message names it.</exception>
    public Table Score(Table rows, InvocationOptions? options = null) => ScorePrepared(Prepare(rows, options));

    /// <summary>Scores rows that <see cref="Prepare"/> made.</summary>
    /// <param name="prepared">Rows in the model's columns and types.</param>
    /// <returns>One row for each, in order, with the columns of <see cref="Outputs"/>.</returns>
    public Table ScorePrepared(Table prepared) => _model.Transform(prepared).Select([.. Outputs]);

    /// <summary>The model's columns of rows that have them all in their types, as requests that were read for this model do; else null.</summary>
    Table? Fitting(Table rows)
    {
        var columns = ImmutableArray.CreateBuilder<Column>(Signature.Inputs.Count);
        foreach (var input in Signature.Inputs.Fields)
        {
            if (rows.Schema.Find(input.Name)?.Type != input.Type) return null;
            columns.Add(rows[input.Name]);
        }
        return new(Signature.Inputs, columns.MoveToImmutable(), rows.RowCount);
    }

    static Column Nulls(DataType type, int rows)
    {
        var column = ColumnBuilder.For(type);
        for (var row = 0; row < rows; row++) column.Add(null);
        return column.Build();
    }
}
