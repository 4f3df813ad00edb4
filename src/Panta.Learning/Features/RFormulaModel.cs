using System.Collections.Immutable;
using System.Numerics.Tensors;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Makes features and label as a formula learned. Slots are named <c>temp</c>, <c>season_winter</c>, <c>temp:season_winter</c>; a label that is not there (when
/// scoring) is passed over.
/// </summary>
public sealed record RFormulaModel : ITransformer
{
    const string Scratch = "__formula_";

    /// <summary>Gets the name of the vector column.</summary>
    public required string FeaturesCol { get; init; }

    /// <summary>Gets the name of the label column.</summary>
    public required string LabelCol { get; init; }

    /// <summary>Gets the column that the formula calls the label; empty: none.</summary>
    public required string Label { get; init; }

    /// <summary>Gets the terms, each the columns that interact in it.</summary>
    public required ImmutableArray<ImmutableArray<string>> Terms { get; init; }

    /// <summary>Gets whether the first text term keeps all its categories: so without intercept.</summary>
    public required bool KeepsReference { get; init; }

    /// <summary>Gets the indices of the text columns.</summary>
    public required StringIndexerModel Indexer { get; init; }

    /// <summary>Gets the indices of a text label; null: the label is a number.</summary>
    public StringIndexerModel? LabelIndexer { get; init; }

    /// <summary>Gets what missing values and unseen texts mean: <c>error</c>, <c>skip</c> or <c>keep</c>.</summary>
    public required string HandleInvalid { get; init; }

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        foreach (var column in Terms.SelectMany(term => term).Distinct())
            if (Indexer.InputCols.Contains(column)) check.Column("Formula", column, field => field.Type.Kind == TypeKind.String, "text, as when fitting");
            else check.Column("Formula", column, field => field.Type.HoldsVectors || field.Type.IsNumeric, "numbers or vectors, as when fitting");
        check.Output("FeaturesCol", FeaturesCol);
        check.Throw();

        var slots = Terms.Select((term, i) => Slots(input, term, i)).ToList();
        var isNullable = HandleInvalid == "keep" && Terms.Any(term => term.Length == 1 && input[term[0]] is { Type.HoldsVectors: true, Nullable: true });
        ImmutableArray<Field>? all = slots.Contains(null) ? null : [.. slots.SelectMany(slot => slot!.Value)];
        var schema = input.With(new(FeaturesCol, DataType.Vector) { Nullable = isNullable, Slots = all });
        if (Label.Length == 0 || Label == LabelCol || !input.Contains(Label)) return schema;

        return schema.With(LabelIndexer is null ? input[Label] with { Name = LabelCol, Type = DataType.Float64 } : LabelIndexer.OutputSchema(input)[LabelCol]);
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var schema = OutputSchema(data.Schema);
        var kept = data.Schema.Names.ToList();
        data = Indexer.Transform(data);
        if (LabelIndexer is not null && Label != LabelCol) data = LabelIndexer.Transform(data);

        var encoded = Terms.Select((term, i) => (Name: $"{Scratch}{i}", Column: Encode(data, term, i))).ToList();
        foreach (var (name, column) in encoded) data = data.With(name, column);
        if (encoded.Count == 0) data = data.With(FeaturesCol, VectorColumn.Dense(0, default, Validity.All(data.RowCount)));
        else data = Assembler(encoded.Select(term => term.Name)).Transform(data);

        var features = encoded.Count == 0 ? data[FeaturesCol] : VectorColumn.View([.. encoded.Select(term => data[term.Name])], data.RowCount);
        var output = data.Select([.. kept]).With(schema[FeaturesCol], features);
        if (Label.Length == 0 || Label == LabelCol || !data.Schema.Contains(Label)) return output;

        return output.With(schema[LabelCol],
            LabelIndexer is null ? new Column<double>(DataType.Float64, data.Numbers(Label), data[Label].Validity) : data[LabelCol]);
    }

    VectorAssembler Assembler(IEnumerable<string> encoded) =>
        new() { InputCols = [.. InteractingNumbers(), .. encoded], OutputCol = FeaturesCol, HandleInvalid = HandleInvalid };

    internal static string IndexColumn(string column) => $"{Scratch}index_{column}";

    // Numbers that stand only in interactions are looked at for missing values too.
    IEnumerable<string> InteractingNumbers() =>
        HandleInvalid == "keep"
            ? []
            : Terms.Where(term => term.Length > 1).SelectMany(term => term).Where(column => !Indexer.InputCols.Contains(column)).Distinct();

    ImmutableArray<string> Categories(string column)
    {
        var labels = Indexer.LabelsArray[Indexer.InputCols.IndexOf(column)];
        return HandleInvalid == "keep" ? labels.Add("__unknown") : labels;
    }

    bool IsText(string column) => Indexer.InputCols.Contains(column);

    // Without intercept the first text term is the reference: it keeps all categories.
    bool DropsLast(int term) => !KeepsReference || Terms[..term].Any(earlier => earlier.Length == 1 && IsText(earlier[0]));

    ImmutableArray<Field>? Slots(Schema input, ImmutableArray<string> term, int number)
    {
        if (term.Length == 1 && !IsText(term[0]) && !input[term[0]].Type.HoldsVectors) return [input[term[0]]];

        var names = Names(input, term[0], term.Length > 1 || !DropsLast(number));
        foreach (var column in term.Skip(1))
            names = names is null || Names(input, column, true) is not { } more
                ? null
                : [.. names.Value.SelectMany(left => more.Select(right => $"{left}:{right}"))];
        return names is null ? null : [.. names.Value.Select(name => new Field(name, DataType.Float64))];
    }

    ImmutableArray<string>? Names(Schema input, string column, bool all)
    {
        if (IsText(column)) return [.. Categories(column).SkipLast(all ? 0 : 1).Select(category => $"{column}_{category}")];
        if (!input[column].Type.HoldsVectors) return [column];
        return input[column].Slots is { } slots ? [.. slots.Select(slot => $"{column}_{slot.Name}")] : null;
    }

    Column Encode(Table data, ImmutableArray<string> term, int number)
    {
        if (term.Length == 1 && !IsText(term[0])) return data[term[0]] is ArrayColumn ? data.AsVectors(term[0]) : data[term[0]];
        if (term.Length == 1) return OneHot(data, term[0], DropsLast(number));

        IEnumerable<double[]> product = [[.. Enumerable.Repeat(1d, data.RowCount)]];
        foreach (var column in term) product = product.SelectMany(left => Factors(data, column).Select(right => Multiply(left, right))).ToList();
        return VectorColumn.View([.. product.Select(values => new Column<double>(DataType.Float64, values))], data.RowCount);
    }

    VectorColumn OneHot(Table data, string column, bool dropLast)
    {
        var index = IndexColumn(column);
        var encoder = new OneHotEncoderModel([index], [$"{Scratch}vector"], [Categories(column).Length], dropLast, "error");
        return (VectorColumn)encoder.Transform(data.Select(index))[$"{Scratch}vector"];
    }

    IEnumerable<ReadOnlyMemory<double>> Factors(Table data, string column)
    {
        if (!IsText(column) && !data.Schema[column].Type.HoldsVectors) return [data.Numbers(column)];

        var vectors = IsText(column) ? OneHot(data, column, dropLast: false) : data.AsVectors(column);
        return Enumerable.Range(0, vectors.Size).Select(vectors.Slot);
    }

    static double[] Multiply(double[] left, ReadOnlyMemory<double> right)
    {
        var product = new double[left.Length];
        TensorPrimitives.Multiply(left, right.Span, product);
        return product;
    }
}
