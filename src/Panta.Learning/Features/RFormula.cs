using System.ComponentModel.DataAnnotations;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Features;

/// <summary>
/// Makes features and label from R's formula notation: <c>rentals ~ temp + season + temp:season</c>. Text columns are indexed and one-hot encoded (the last
/// category dropped where an intercept is meant), numbers and vectors taken as they are, a text label indexed. spark.ml's <c>RFormula</c>.
/// </summary>
/// <remarks>
/// Operators: <c>+</c>, <c>-</c>, <c>*</c>, <c>:</c>, <c>^</c>, parentheses, <c>.</c> for all columns but the label, <c>0</c> and <c>- 1</c> for no intercept,
/// backquotes around names that are no words. A text column of fewer than two texts is an error. What nulls, NaN and unseen texts mean is <see
/// cref="HandleInvalid"/>. Cost: one pass.
/// </remarks>
/// <example><code>
/// var formula = new RFormula { Formula = "rentals ~ temp + season" };
/// var features = formula.Fit(table).Transform(table).Vectors("features");
/// </code></example>
public sealed record RFormula : IEstimator<RFormulaModel>
{
    /// <summary>Gets the formula.</summary>
    public required string Formula { get; init; }

    /// <summary>Gets the name of the vector column. Default <c>features</c>.</summary>
    public string FeaturesCol { get; init; } = "features";

    /// <summary>Gets the name of the label column; where the formula's label is called otherwise, it is copied. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets whether a numeric label is indexed as well. Default false.</summary>
    public bool ForceIndexLabel { get; init; }

    /// <summary>
    /// Gets what missing values and unseen texts mean: <c>error</c> ends with an exception, <c>skip</c> drops the row, <c>keep</c> makes numbers NaN and unseen
    /// texts a category of their own. Default <c>error</c>.
    /// </summary>
    [AllowedValues("error", "skip", "keep")]
    public string HandleInvalid { get; init; } = "error";

    /// <summary>Gets the order of the categories, as in <see cref="StringIndexer.StringOrderType"/>. Default <c>frequencyDesc</c>.</summary>
    [AllowedValues("frequencyDesc", "frequencyAsc", "alphabetDesc", "alphabetAsc")]
    public string StringIndexerOrderType { get; init; } = "frequencyDesc";

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var formula = Parsed();
        var check = new StageCheck(this, input);
        foreach (var column in formula.Resolve(input.Names).SelectMany(term => term).Distinct())
            check.Column("Formula", column, field => field.Type.Kind == TypeKind.String || field.Type.HoldsVectors || field.Type.IsNumeric, "numbers, text or vectors");
        if (formula.Label.Length > 0)
            check.Column("Formula", formula.Label, field => field.Type.Kind == TypeKind.String || field.Type.IsNumeric, "numbers or text");
        check.Output("FeaturesCol", FeaturesCol);
        check.That(formula.Label == LabelCol || formula.Label.Length == 0 || !input.Contains(LabelCol),
            $"LabelCol '{LabelCol}' is already a column. Choose another name or drop that column first.");
        check.Throw();

        var schema = input.With(new(FeaturesCol, Data.Schemas.DataType.Vector) { Nullable = false });
        return formula.Label.Length == 0 || formula.Label == LabelCol ? schema : schema.With(new(LabelCol, Data.Schemas.DataType.Float64));
    }

    /// <inheritdoc/>
    public RFormulaModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);

        var formula = Parsed();
        var terms = formula.Resolve(data.Schema.Names);
        var texts = terms.SelectMany(term => term).Where(column => data.Schema[column].Type.Kind == TypeKind.String).Distinct().ToList();
        var indexer = texts.Count == 0
            ? new StringIndexerModel([], [], [], HandleInvalid)
            : Indexer(texts).Fit(data, cancel);
        foreach (var (i, labels) in indexer.LabelsArray.Index())
            if (labels.Length < 2)
                throw new ArgumentException(
                    $"RFormula: column '{texts[i]}' has {labels.Length} distinct text: a category needs at least two. Leave it out of the formula.");

        var isIndexed = formula.Label.Length > 0 && (ForceIndexLabel || data.Schema[formula.Label].Type.Kind == TypeKind.String);
        return new()
        {
            FeaturesCol = FeaturesCol,
            LabelCol = LabelCol,
            Label = formula.Label,
            Terms = terms,
            KeepsReference = !formula.HasIntercept,
            Indexer = indexer,
            LabelIndexer = isIndexed
                ? new StringIndexer { InputCol = formula.Label, OutputCol = LabelCol, HandleInvalid = HandleInvalid }.Fit(data, cancel)
                : null,
            HandleInvalid = HandleInvalid,
        };
    }

    StringIndexer Indexer(List<string> texts) => new()
    {
        InputCols = [.. texts],
        OutputCols = [.. texts.Select(RFormulaModel.IndexColumn)],
        HandleInvalid = HandleInvalid,
        StringOrderType = StringIndexerOrderType,
    };

    Formula Parsed()
    {
        try
        {
            return Features.Formula.Parse(Formula);
        }
        catch (FormatException error)
        {
            throw new ArgumentException($"RFormula: {error.Message}", error);
        }
    }
}
